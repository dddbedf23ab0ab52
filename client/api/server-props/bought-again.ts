import { count } from '../../domain/cart-rules';

/** What became of an order bought again, in the address of the cart that follows. */
export interface BoughtAgain {
  /** How many of its products are in the cart now. */
  added: number;
  /** How many pieces of those products are missing: there are no more in stock. */
  short: number;
  /** How many products are not: sold out, no longer on sale, or the cart is full. */
  missed: number;
}

/** The address that the form “Buy again” leads to. */
export function boughtAgainAddress({ added, short, missed }: BoughtAgain): string {
  return `/cart?again=${added}&missed=${missed}${short > 0 ? `&short=${short}` : ''}`;
}

/** Reads that address; null for any other. */
export function readBoughtAgain(query: NodeJS.Dict<string | string[]>): BoughtAgain | null {
  const { again, missed, short = '0' } = query;
  const isCount = (text: unknown) => typeof text === 'string' && /^\d{1,5}$/.test(text);
  if (!isCount(again) || !isCount(missed) || !isCount(short)) return null;
  return { added: Number(again), short: Number(short), missed: Number(missed) };
}

/** The sentence for it. */
export function boughtAgainText({ added, short, missed }: BoughtAgain): string {
  const products = (number: number) => (number === 1 ? '1 product' : `${number} products`);
  const rest = `${products(missed)} of your order could not be added: sold out, no longer on sale, or your cart is full.`;
  if (added === 0) return rest;
  const pieces = short === 1 ? '1 piece' : `${count(short)} pieces`;
  const shortage = short > 0 ? `, ${pieces} fewer than you ordered: there are no more in stock` : '';
  const inCart = `${products(added)} of your order ${added === 1 ? 'is' : 'are'} in your cart${shortage}.`;
  return missed === 0 ? inCart : `${inCart} ${rest}`;
}
