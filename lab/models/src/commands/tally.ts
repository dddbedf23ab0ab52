import { storedIn } from '../invariants/stored';
import type { Shop } from '../shop';

/** Counts what the runs did and how orders ended, so that one sees what a model reaches. */
export class Tally {
  private readonly counts = new Map<string, number>();

  count(what: string, times = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + times);
  }

  of(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  /** Counts the endings of a quiescent shop. */
  countEndings(shop: Shop): void {
    const { orders, payments, fulfilments } = storedIn(shop.world);
    for (const { status, fulfilment, cancelReason, paid } of orders) {
      if (fulfilment === 'confirmed' && status === 'Complete') this.count('complete');
      if (cancelReason === 'out_of_stock') this.count('out of stock, refunded');
      if (cancelReason === 'user') this.count(paid ? 'paid, yet cancelled first' : 'cancelled, never paid');
    }
    for (const { status, attempt, tries, cancelRequested } of payments) {
      if (status === 'succeeded' && attempt > 1) this.count('declined, then paid');
      if (status === 'succeeded' && tries > 1) this.count('unknown, then paid');
      if (status === 'refunded' && tries > 1) this.count('refund unknown, then done');
      if (status === 'declined') this.count(cancelRequested ? 'charge withdrawn' : 'declined');
    }
    for (const { status } of fulfilments) this.count(`fulfilment ${status}`);
  }

  toString(): string {
    return [...this.counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([what, times]) => `  ${what.padEnd(32)} ${times.toLocaleString('en')}`)
      .join('\n');
  }
}
