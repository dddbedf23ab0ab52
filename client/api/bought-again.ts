/** What became of an order bought again, in the address of the cart that follows. */
export interface BoughtAgain {
  /** How many of its products are in the cart now. */
  added: number;
  /** How many are not: sold out, no longer on sale, or the cart is full. */
  missed: number;
}

/** Reads the address that the form “Buy again” leads to; null for any other. */
export function readBoughtAgain({ again, missed }: NodeJS.Dict<string | string[]>): BoughtAgain | null {
  const isCount = (text: unknown) => typeof text === 'string' && /^\d{1,3}$/.test(text);
  return isCount(again) && isCount(missed) ? { added: Number(again), missed: Number(missed) } : null;
}

/** The sentence for it. */
export function boughtAgainText({ added, missed }: BoughtAgain): string {
  const products = (count: number) => (count === 1 ? '1 product' : `${count} products`);
  const rest = `${products(missed)} of your order could not be added: sold out, no longer on sale, or your cart is full.`;
  if (added === 0) return rest;
  const inCart = `${products(added)} of your order ${added === 1 ? 'is' : 'are'} in your cart.`;
  return missed === 0 ? inCart : `${inCart} ${rest}`;
}
