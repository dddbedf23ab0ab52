import { createHash } from 'node:crypto';
import { BadRequestError, requireMatch, type Decision, type Stored } from '@datnxecommerce/common';
import type { Cart, CartLine } from '../models/cart';

/** What a payment removes from its owner's cart. */
export interface PaidItems {
  userId: string;
  /** The event's key: the same key is the same purchase. */
  key: string;
  items: readonly CartLine[];
}

export const MAX_CART_LINES = 50;

/** Covers payments whose removal is not in `purchases` yet; short enough to be read with each cart. */
export const INBOX_SIZE = 200;

type State = Stored<Cart> | null;
/** The result is the lines afterwards. */
type CartDecision = Decision<Cart, CartLine[]>;

/**
 * The entity tag of a cart, from its lines alone: an empty cart has one before it is stored, and two carts with the
 * same lines have the same one.
 */
export function etagOf(items: readonly CartLine[]): string {
  const lines = items.map(({ productId, quantity }) => [productId, quantity]);
  return `"${createHash('sha256').update(JSON.stringify(lines)).digest('base64url')}"`;
}

/**
 * Refuses to change a cart that the caller has not seen.
 * @throws PreconditionFailedError when `ifMatch` names other lines
 */
export function requireSeen(current: State, ifMatch?: string): void {
  if (ifMatch !== undefined)
    requireMatch(ifMatch, etagOf(current?.items ?? []), 'Cart has changed meanwhile');
}

/**
 * Sets the quantity of one product; a repeated call changes nothing.
 * @throws BadRequestError when the cart has no room for one more product
 */
export function decideLine(current: State, userId: string, line: CartLine): CartDecision {
  const items = current?.items ?? [];
  const present = items.find(({ productId }) => productId === line.productId);
  if (present?.quantity === line.quantity) return unchanged(current);
  if (!present && items.length >= MAX_CART_LINES) {
    throw new BadRequestError(`A cart holds at most ${MAX_CART_LINES} products`, { code: 'cart_full' });
  }
  const next = present ? items.map((item) => (item === present ? line : item)) : [...items, line];
  return changed({ ...cartOf(current, userId), items: next });
}

/** Removes one product, whatever its quantity; a repeated call changes nothing. */
export function decideLineRemoval(current: State, userId: string, productId: string): CartDecision {
  const items = current?.items ?? [];
  const next = items.filter((item) => item.productId !== productId);
  return next.length === items.length
    ? unchanged(current)
    : changed({ ...cartOf(current, userId), items: next });
}

/**
 * Removes what was paid for, once for each key. No line falls below 0; what is in the cart beyond the purchase stays.
 * A cart that does not exist yet is created with the key, so that a late duplicate finds it.
 */
export function decidePurchase(current: State, { userId, key, items }: PaidItems): CartDecision {
  const inbox = current?.inbox ?? [];
  if (inbox.includes(key)) return unchanged(current);
  const left = items.reduce<CartLine[]>(subtractLine, current?.items ?? []);
  return changed({ ...cartOf(current, userId), items: left, inbox: [...inbox, key].slice(-INBOX_SIZE) });
}

function subtractLine(lines: CartLine[], bought: CartLine): CartLine[] {
  return lines
    .map((line) =>
      line.productId === bought.productId ? { ...line, quantity: line.quantity - bought.quantity } : line,
    )
    .filter(({ quantity }) => quantity > 0);
}

const cartOf = (current: State, userId: string): Cart => current ?? { userId, items: [], inbox: [] };

const changed = (next: Cart): CartDecision => ({ next, result: next.items });

const unchanged = (current: State): CartDecision => ({ result: current?.items ?? [] });
