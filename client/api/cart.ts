import { ApiError } from './api-error';
import type { ApiClient, ApiResponse } from './build-client';
import { type Addition, planAddition, quantityIn } from '../domain/cart-rules';
import type { BodyOf } from './contracts';
import type { CartItem, Product } from './types';
import { toCartItems } from './wire';

/** The lines of a cart and the tag of this state; null from a service that sends none. */
export interface CartState {
  items: CartItem[];
  etag: string | null;
}

export async function showCart(client: ApiClient): Promise<CartState> {
  return stateOf(await client('cart', '', { timeoutMs: 5_000 }));
}

/**
 * Sets this product's quantity in the cart: the same call twice changes nothing more.
 * With `etag`, only in that state of the cart: 412 when it has changed since.
 */
export async function setCartItem(
  client: ApiClient,
  item: CartItem,
  etag: string | null = null,
): Promise<CartState> {
  return stateOf(
    await client('cart', '/items', {
      method: 'POST',
      json: item satisfies BodyOf<'setCartItem'>,
      headers: etag === null ? {} : { 'if-match': etag },
    }),
  );
}

export async function removeCartItem(client: ApiClient, productId: string): Promise<CartState> {
  return stateOf(await client('cart', `/items/${encodeURIComponent(productId)}`, { method: 'DELETE' }));
}

/** Of writers at the same moment one is always served, so this many of them all get their turn. */
const MAX_TRIES = 20;
const LONGEST_PAUSE_MS = 100;

/**
 * Sets a line to what `decide` makes of the cart as it is now; null leaves it. Reads and decides again
 * when another tab or device changed the cart in between, so that neither change is lost.
 * @param known a state just read, which saves the first read
 */
export async function changeCartItem(
  client: ApiClient,
  productId: string,
  decide: (items: CartItem[]) => number | null,
  known?: CartState,
): Promise<CartState> {
  let cart = known ?? (await showCart(client));
  for (let tries = 1; ; tries += 1) {
    const quantity = decide(cart.items);
    if (quantity === null) return cart;
    try {
      return await setCartItem(client, { productId, quantity }, cart.etag);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 412 || tries === MAX_TRIES) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_PAUSE_MS));
    cart = await showCart(client);
  }
}

/** What additions that nobody answered were to come to, by product. */
export type UnansweredAdditions = Map<string, { wanted: number; addition: Addition }>;

/**
 * Adds up to `wanted` pieces to what the cart holds now, as far as stock and limits allow.
 * @param unanswered kept by the caller: the same addition again counts as done when the cart holds what it came to
 */
export async function addCartItem(
  client: ApiClient,
  product: Pick<Product, 'id' | 'quantity'>,
  wanted: number,
  unanswered: UnansweredAdditions = new Map(),
): Promise<{ cart: CartState; addition: Addition }> {
  const before = unanswered.get(product.id);
  let addition: Addition = { added: 0, held: 0, limit: null };
  try {
    const cart = await changeCartItem(client, product.id, (items) => {
      if (before?.wanted === wanted && before.addition.held === quantityIn(items, product.id)) {
        addition = before.addition;
        return null;
      }
      addition = planAddition(items, product, wanted);
      return addition.added > 0 ? addition.held : null;
    });
    unanswered.delete(product.id);
    return { cart, addition };
  } catch (error) {
    const isUnknown = error instanceof ApiError && error.isUnanswered && addition.added > 0;
    if (isUnknown) unanswered.set(product.id, { wanted, addition });
    throw error;
  }
}

function stateOf({ body, headers }: ApiResponse): CartState {
  // A proxy that compresses marks the tag as weak, which If-Match never matches. It names the lines, not the bytes.
  const etag = headers.get('etag')?.replace(/^W\//, '') ?? null;
  return { items: toCartItems(body), etag };
}
