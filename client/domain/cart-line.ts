import type { CartItem, Order, Product } from '../api/types';
import {
  MAX_LINE_QUANTITY,
  MIN_TOTAL_CENTS,
  MAX_TOTAL_CENTS,
  quantityIn,
  planAddition,
  additionText,
  reasonLeft,
  count,
} from './cart-rules';
import { formatCents } from './money';

export interface CartLine extends CartItem {
  /** Null when it was gone before the page knew it. */
  product: Product | null;
  /** The price that this browser showed before, when it was another one. */
  wasCents: number | null;
}

/** Whether a line counts in the total: not when its product is sold out or no longer on sale. */
export function isCounted({ product }: CartLine): boolean {
  return product !== null && product.listed && product.quantity > 0;
}

/** Whole cents for everything that can still be bought. */
export function totalCentsOf(lines: CartLine[]): number {
  return lines
    .filter(isCounted)
    .reduce((sum, { product, quantity }) => sum + (product?.priceCents ?? 0) * quantity, 0);
}

/** Whether these are the products and quantities of the lines. */
export function isSameCart(items: CartItem[], lines: CartLine[]): boolean {
  return (
    items.length === lines.length &&
    lines.every((line) => quantityIn(items, line.productId) === line.quantity)
  );
}

/** Of the lines as they are now, those whose price or availability is not the one that was shown. */
export function changedLines(shown: CartLine[], now: CartLine[]): CartLine[] {
  return now.filter((line) => {
    const before = shown.find(({ productId }) => productId === line.productId);
    return (
      before?.product?.priceCents !== line.product?.priceCents ||
      (before && obstacleOf(before)) !== obstacleOf(line)
    );
  });
}

/** The lines that the order holds at another price than the one that was shown. */
export function pricesChangedBy(order: Order, shown: CartLine[]): CartLine[] {
  return shown.flatMap((line) => {
    const ordered = order.items.find(({ productId }) => productId === line.productId);
    if (!ordered || !line.product || ordered.priceCents === line.product.priceCents) return [];
    const product = { ...line.product, priceCents: ordered.priceCents };
    return [{ ...line, product, wasCents: line.product.priceCents }];
  });
}

/** Why this line cannot be ordered as it is; null when it can. */
export function obstacleOf({ product, quantity }: Pick<CartLine, 'product' | 'quantity'>): string | null {
  if (!product?.listed) return 'No longer on sale.';
  if (product.quantity <= 0) return 'Sold out.';
  if (quantity > product.quantity) return `Only ${count(product.quantity)} left.`;
  if (quantity > MAX_LINE_QUANTITY) return `At most ${count(MAX_LINE_QUANTITY)} of one product in an order.`;
  return null;
}

/** Why these lines cannot be ordered for what they cost together; null when they can, and for none. */
export function obstacleOfTotal(lines: CartLine[]): string | null {
  const cents = totalCentsOf(lines);
  if (cents > MAX_TOTAL_CENTS) {
    return `An order comes to at most ${formatCents(MAX_TOTAL_CENTS)}. Take something out of your cart first.`;
  }
  if (cents > 0 && cents < MIN_TOTAL_CENTS) {
    return `An order comes to at least ${formatCents(MIN_TOTAL_CENTS)}. Add something to your cart first.`;
  }
  return null;
}

/** Why nothing of a line that did not fit at sign-in can be added to the cart as it is now; null when something can. */
export function obstacleOfLeft(line: CartLine, items: CartItem[]): string | null {
  const { product, quantity } = line;
  const reason = obstacleOf({ product, quantity: 1 }) ?? reasonLeft(line, items);
  if (reason || !product) return reason;
  const addition = planAddition(items, product, quantity);
  return addition.added > 0 ? null : additionText(addition);
}
