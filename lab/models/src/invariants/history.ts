import type { CartLine } from '../../../../cart/src/models/cart';
import type { ServiceWrite } from '../world/databases';
import type { Document } from '../world/mongoose/document';
import type { Process } from '../world/process';

/** The ways in which an order's stage may change (section "order state machine" of docs/architecture.md). */
const STAGES: Record<string, readonly string[]> = {
  Created: ['Created', 'Pending', 'Confirmed', 'Cancelled'],
  Pending: ['Pending', 'Confirmed', 'Cancelled'],
  Confirmed: ['Confirmed'],
  Cancelled: ['Cancelled'],
};
const SHOWN = ['title', 'price', 'quantity'];

/** What a cart went through: a line that its shopper set (0 pieces: took out), or a payment taken out of it. */
export type CartMove = { put: CartLine } | { bought: string };

/**
 * Watches every write while it happens, for what the end alone does not tell: stock that was negative for a moment,
 * an order that left Cancelled and came back, sellers' changes of stock, what was put into carts and taken out.
 */
export class History {
  readonly violations: string[] = [];
  /** By how much sellers have changed each product's stock, its first stock included. */
  readonly given = new Map<string, number>();
  /** What each shopper's cart went through, in the order in which it was written. */
  readonly cartMoves = new Map<string, readonly CartMove[]>();

  see(write: ServiceWrite, by: Process): void {
    const { service, collection, before, after } = write;
    if (collection === 'products') this.seeProduct(before, after, by);
    else if (collection === 'orders') this.seeOrder(before, after);
    else if (service === 'cart' && collection === 'carts') this.seeCart(before, after, by);
  }

  /** A shopper was answered that the cart holds so many of a product: so it does at this moment, written or not. */
  put(userId: string, line: CartLine): void {
    this.moved(userId, { put: line });
  }

  /** @returns what brings the record back to what it is now */
  save(): () => void {
    const kept = { violations: [...this.violations], given: [...this.given], cartMoves: [...this.cartMoves] };
    return () => {
      this.violations.splice(0, Infinity, ...kept.violations);
      refill(this.given, kept.given);
      refill(this.cartMoves, kept.cartMoves);
    };
  }

  private seeProduct(before: Document | null, after: Document, by: Process): void {
    const id = String(after._id);
    const quantity = Number(after.quantity);
    const change = quantity - Number(before?.quantity ?? 0);
    if (quantity < 0) this.violations.push(`I2: product ${id} had ${quantity} pieces`);
    if (!before || by.name === 'edit') this.given.set(id, (this.given.get(id) ?? 0) + change);
    if (!before) return;
    const isEdit = by.name === 'edit' && before.rev !== after.rev; // not the removal of published events
    const isSeen = isEdit || SHOWN.some((field) => before[field] !== after[field]);
    const counted = Number(after.version) - Number(before.version);
    if (counted !== (isSeen ? 1 : 0))
      this.violations.push(`I6: a change of product ${id} counted ${counted} versions`);
  }

  private seeOrder(before: Document | null, after: Document): void {
    const [from, to] = [before ? stageOf(before) : 'Created', stageOf(after)];
    if (!STAGES[from]?.includes(to))
      this.violations.push(`I10: order ${String(after._id)} went from ${from} to ${to}`);
    for (const fact of ['paid', 'refunded'])
      if (before?.[fact] === true && after[fact] !== true)
        this.violations.push(`I10: order ${String(after._id)} is no longer ${fact}`);
  }

  private seeCart(before: Document | null, after: Document, by: Process): void {
    const known = (before?.inbox ?? []) as string[];
    const userId = String(after.userId);
    if (by.asked) this.put(userId, by.asked);
    for (const key of after.inbox as string[]) if (!known.includes(key)) this.moved(userId, { bought: key });
    for (const { productId, quantity } of after.items as { productId: string; quantity: number }[])
      if (quantity <= 0) this.violations.push(`I12: a cart held ${quantity} of ${productId}`);
  }

  private moved(userId: string, move: CartMove): void {
    this.cartMoves.set(userId, [...(this.cartMoves.get(userId) ?? []), move]);
  }
}

function refill<T>(map: Map<string, T>, entries: [string, T][]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

const stageOf = ({ status, fulfilment }: Document): string => {
  if (status !== 'Complete') return String(status);
  return fulfilment === 'confirmed' ? 'Confirmed' : 'Pending';
};
