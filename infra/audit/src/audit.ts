import type { Books } from './books';
import { gaugesOf, type Gauge } from './gauges';
import { INVARIANT_NAMES, INVARIANTS, type InvariantName } from './invariants';
import type { Finding } from './invariants/finding';
import { leftOut } from './left-out';
import { readBooks, type ReadingOptions } from './read-books';
import type { ShopAddresses } from './stack';

/** An invariant that does not hold, and why. */
export interface Violation extends Finding {
  invariant: InvariantName;
}

/** The result of one audit of a shop. */
export interface AuditReport {
  /** When the reading began. */
  at: Date;
  violations: Violation[];
  /** What could not be checked, a sentence each. */
  leftOut: string[];
  /** The shop's money, stock and orders. */
  gauges: Gauge[];
  /** How much was read, by what it is. */
  read: Record<string, number>;
}

/**
 * Reads a shop once and checks the invariants. While somebody shops, events in flight count as violations.
 * @returns the violations in the order of the invariants; none when the books balance
 * @throws UserError when something cannot be read
 */
export async function audit(shop: ShopAddresses, options: ReadingOptions = {}): Promise<Violation[]> {
  return violationsOf(await readBooks(shop, options));
}

/** The same with what was read and what was left out. */
export async function auditReport(shop: ShopAddresses, options: ReadingOptions = {}): Promise<AuditReport> {
  const books = await readBooks(shop, options);
  return {
    at: books.readAt,
    violations: violationsOf(books),
    leftOut: leftOut(books),
    gauges: gaugesOf(books),
    read: {
      products: books.products.length,
      orders: books.orders.length,
      payments: books.payments.length,
      carts: books.carts.length,
      charges: books.ledger?.charges.length ?? 0,
      refunds: books.ledger?.refunds.length ?? 0,
      events: books.log?.events.length ?? 0,
      observations: books.observations.length,
    },
  };
}

/** Checks all invariants over books that were read before; a pure function. */
export function violationsOf(books: Books): Violation[] {
  return INVARIANT_NAMES.flatMap((invariant) =>
    INVARIANTS[invariant].check(books).map((finding) => ({ invariant, ...finding })),
  );
}
