import type { QueueGroup } from '@ecommerce/events/queue-groups';
import type { Answers } from './outside';
import type {
  LedgerCharge,
  LedgerRefund,
  OrderReplica,
  PendingOutbox,
  PendingRepublish,
  ProductState,
  ReceivedMail,
  StoredCart,
  StoredDeadLetter,
  StoredFulfilment,
  StoredOrder,
  StoredPayment,
  StoredProduct,
  StoredTimeline,
} from './documents';
import type { EventLog } from './event-log';
import type { Observation } from './observations';

/** Everything that the invariants check, read once. The invariants are pure functions of it. */
export interface Books {
  /** When the reading began. */
  readAt: Date;
  /** Ids of all accounts; undefined when auth's database is out of reach. */
  accounts?: Set<string>;
  products: StoredProduct[];
  fulfilments: StoredFulfilment[];
  orders: StoredOrder[];
  payments: StoredPayment[];
  carts: StoredCart[];
  /** What orders knows of the products. */
  productsInOrders: ProductState[];
  /** What cart knows of the products; not who sells them. */
  productsInCart: Omit<ProductState, 'userId'>[];
  /** What payments knows of the orders. */
  ordersInPayments: OrderReplica[];
  /** The owner of each order, as cart knows it. */
  ownersInCart: { id: string; userId: string }[];
  /** What notifications shows of the orders; undefined when its database is out of reach. */
  timelines?: StoredTimeline[];
  /** Newest first; undefined where there is no mailbox. */
  mailbox?: ReceivedMail[];
  outboxes: PendingOutbox[];
  deadLetters: StoredDeadLetter[];
  /** Stripe's ledger; undefined when Stripe is the real one, which shows none. */
  ledger?: { charges: LedgerCharge[]; refunds: LedgerRefund[] };
  /** The broker's log; undefined when it is out of reach. */
  log?: EventLog;
  /** How far the broker is with each service; undefined when its monitor is out of reach. */
  queueGroups?: QueueGroup[];
  /** Services that have yet to republish to this broker; undefined when its monitor is out of reach. */
  pendingRepublishes?: PendingRepublish[];
  /** What somebody saw from outside. */
  observations: Observation[];
  /** What the gateway answered the auditor; undefined when nobody asked. */
  answers?: Answers;
}

/** Entries by their id. */
export const byId = <T extends { id: string }>(entries: readonly T[]): Map<string, T> =>
  new Map(entries.map((entry) => [entry.id, entry]));

/** Entries with the same key together, in the order in which they came. */
export function groupBy<T, Key>(entries: readonly T[], keyOf: (entry: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group) group.push(entry);
    else groups.set(keyOf(entry), [entry]);
  }
  return groups;
}

/** The quantity of each product, however it is split into lines. */
export function quantities(lines: readonly { productId: string; quantity: number }[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { productId, quantity } of lines) {
    const id = productId.toLowerCase();
    sums.set(id, (sums.get(id) ?? 0) + quantity);
  }
  return sums;
}

/** Whether two lists hold the same quantity of each product. */
export function sameQuantities(
  some: readonly { productId: string; quantity: number }[],
  others: readonly { productId: string; quantity: number }[],
): boolean {
  const [left, right] = [quantities(some), quantities(others)];
  return left.size === right.size && [...left].every(([id, quantity]) => right.get(id) === quantity);
}

/** Whether an order was sold, so that it keeps its stock and its payment. */
export const isSold = ({ status, fulfilment }: Pick<StoredOrder, 'status' | 'fulfilment'>): boolean =>
  status === 'Complete' && fulfilment === 'confirmed';
