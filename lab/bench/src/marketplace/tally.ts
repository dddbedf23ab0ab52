import { quantile } from '@ecommerce/e2e/statistics';
import { TRANSACTIONS, type Transaction } from './mix';

/** What became of the transactions of a run. */
export class Tally {
  private readonly times = new Map<Transaction, number[]>(TRANSACTIONS.map((name) => [name, []]));
  private readonly refused = new Map<Transaction, Map<string, number>>();

  /** @param ms how long it took */
  done(transaction: Transaction, ms: number): void {
    this.times.get(transaction)?.push(ms);
  }

  /** @param reason why the shop refused it, as a shopper or seller may meet it */
  refusedFor(transaction: Transaction, reason: string): void {
    const reasons = this.refused.get(transaction) ?? new Map<string, number>();
    this.refused.set(transaction, reasons.set(reason, (reasons.get(reason) ?? 0) + 1));
  }

  /** One row for each transaction. */
  asTable(seconds: number): string {
    const rows = TRANSACTIONS.map((name) => {
      const times = this.times.get(name) ?? [];
      const [half, most] = [0.5, 0.99].map((share) =>
        times.length ? quantile(times, share).toFixed(0) : '–',
      );
      const reasons = [...(this.refused.get(name) ?? [])].map(([reason, count]) => `${count} ${reason}`);
      return `| ${name} | ${times.length} | ${(times.length / seconds).toFixed(1)} | ${half} | ${most} | ${reasons.join(', ') || '0'} |`;
    });
    return [
      '| transaction | done | a second | p50 ms | p99 ms | refused |',
      '| --- | --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n');
  }
}
