import type { SeededRandom } from '@ecommerce/e2e/seeded-random';

/** The transactions of Online Marketplace that the shop can serve. */
export const TRANSACTIONS = [
  'customer session',
  'seller dashboard',
  'price update',
  'product replaced',
] as const;
export type Transaction = (typeof TRANSACTIONS)[number];

/**
 * The shares of the benchmark's example configuration without deliveries, of which the shop has none: 30 sessions to 5
 * dashboards, 3 prices and 2 products.
 */
const SHARES: Record<Transaction, number> = {
  'customer session': 30,
  'seller dashboard': 5,
  'price update': 3,
  'product replaced': 2,
};
const TOTAL = Object.values(SHARES).reduce((sum, share) => sum + share);

export function drawTransaction(random: SeededRandom): Transaction {
  let left = random.next() * TOTAL;
  for (const transaction of TRANSACTIONS) {
    left -= SHARES[transaction];
    if (left < 0) return transaction;
  }
  return TRANSACTIONS[0];
}

/** Draws positions of a list by Zipf's law: the second half as often as the first, the third a third as often. */
export class Zipf {
  private readonly cumulated: number[] = [];

  constructor(length: number) {
    let sum = 0;
    for (let rank = 1; rank <= length; rank += 1) this.cumulated.push((sum += 1 / rank));
  }

  draw(random: SeededRandom): number {
    const wanted = random.next() * (this.cumulated.at(-1) ?? 0);
    return this.cumulated.findIndex((sum) => wanted < sum);
  }

  /** Different positions. */
  drawSome(random: SeededRandom, count: number): number[] {
    const drawn = new Set<number>();
    while (drawn.size < Math.min(count, this.cumulated.length)) drawn.add(this.draw(random));
    return [...drawn];
  }
}
