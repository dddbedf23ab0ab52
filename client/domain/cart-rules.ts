import type { CartItem, Product } from '../api/types';

/** The cart and orders services refuse more pieces of one product in one line. */
export const MAX_LINE_QUANTITY = 1000;
/** The cart service refuses one more product. */
export const MAX_CART_LINES = 50;
/** The orders service refuses a lower or a higher total: no card is charged so little or so much. */
export const MIN_TOTAL_CENTS = 50;
export const MAX_TOTAL_CENTS = 99_999_999;

/** Why fewer pieces were added than asked for. */
export type Limit = 'stock' | 'pieces' | 'lines';

/** What adding pieces of a product to a cart comes to. */
export interface Addition {
  added: number;
  /** Pieces of the product in the cart afterwards. */
  held: number;
  /** Null when everything fits. */
  limit: Limit | null;
}

export function quantityIn(items: CartItem[], productId: string): number {
  return items.find((item) => item.productId === productId)?.quantity ?? 0;
}

/** The sentence for a shopper who chooses more than can be added. */
export function reasonOfMax({ quantity }: Pick<Product, 'quantity'>, held: number): string {
  const rule =
    quantity <= MAX_LINE_QUANTITY
      ? `Only ${count(quantity)} in stock`
      : `A cart holds at most ${count(MAX_LINE_QUANTITY)} of one product`;
  return held > 0 ? `${rule}, ${count(held)} of them in your cart` : rule;
}

/** The list with this product's quantity set; 0 removes its line. Lines keep their place. */
export function withQuantity(items: CartItem[], productId: string, quantity: number): CartItem[] {
  if (quantity <= 0) return items.filter((item) => item.productId !== productId);
  const known = items.some((item) => item.productId === productId);
  return known
    ? items.map((item) => (item.productId === productId ? { productId, quantity } : item))
    : [...items, { productId, quantity }];
}

/** How many of `wanted` more pieces fit into these lines, by the stock and by what a cart may hold. */
export function planAddition(
  items: CartItem[],
  product: Pick<Product, 'id' | 'quantity'>,
  wanted: number,
): Addition {
  const before = quantityIn(items, product.id);
  if (before === 0 && items.length >= MAX_CART_LINES) return { added: 0, held: 0, limit: 'lines' };
  const room = Math.max(0, Math.min(product.quantity, MAX_LINE_QUANTITY) - before);
  const added = Math.min(wanted, room);
  const limit = product.quantity <= MAX_LINE_QUANTITY ? 'stock' : 'pieces';
  return { added, held: before + added, limit: added < wanted ? limit : null };
}

/** The sentence after adding. */
export function additionText({ added, held, limit }: Addition): string {
  const inCart = `You have ${count(held)} in your cart.`;
  if (limit === null) return `Added. ${inCart}`;
  if (limit === 'lines') {
    return `Your cart is full: it holds at most ${MAX_CART_LINES} products. Remove one to add this.`;
  }
  if (limit === 'pieces') {
    const rule = `A cart holds at most ${count(MAX_LINE_QUANTITY)} of one product.`;
    return added > 0 ? `Added ${count(added)}. ${rule}` : `${rule} ${inCart}`;
  }
  if (added > 0) return `Added ${count(added)}: there are no more in stock. ${inCart}`;
  return held === 1
    ? 'The last one is already in your cart.'
    : `All ${count(held)} are already in your cart.`;
}

/**
 * The quantity to set in the account's cart so that it holds this line too, a guest's or one of an earlier order; null
 * when it does already, or has no room for one more product. The larger quantity wins, so repeating it ends in the
 * same cart.
 */
export function quantityToMerge(line: CartItem, server: CartItem[]): number | null {
  const held = quantityIn(server, line.productId);
  const wanted = Math.min(line.quantity, MAX_LINE_QUANTITY);
  if (wanted <= held || (held === 0 && server.length >= MAX_CART_LINES)) return null;
  return wanted;
}

/** Why a line waits beside the account's cart, by what that cart holds now; null when it would fit. */
export function reasonLeft(line: CartItem, server: CartItem[]): string | null {
  const held = quantityIn(server, line.productId);
  if (held === 0 && server.length >= MAX_CART_LINES) {
    return `Your cart is full: it holds at most ${MAX_CART_LINES} products.`;
  }
  if (held + line.quantity > MAX_LINE_QUANTITY) {
    return `A cart holds at most ${count(MAX_LINE_QUANTITY)} of one product.`;
  }
  return null;
}

/** A number of pieces as people write it: 1000 → `1,000`. */
export const count = (pieces: number): string => pieces.toLocaleString('en-US');
