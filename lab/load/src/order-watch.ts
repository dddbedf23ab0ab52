import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from '@ecommerce/e2e/shopper';
import { UnexpectedAnswer, type Customer } from './customer';
import { within } from './within';

/** How an order can end for good. unpaid: its shopper left it, and it stays open. */
export type End = 'complete' | 'refunded' | 'cancelled' | 'unpaid';

/** An order and what its shopper knows of it. Times are of performance.now(), in milliseconds. */
export interface WatchedOrder {
  readonly id: string;
  readonly customer: Customer;
  readonly placedAt: number;
  /** When a payment was first answered with success. */
  paidAt?: number;
  /** Its shopper pays no more: it may stay open. */
  isLeft: boolean;
  /** What was seen last. */
  seen: Order;
  end?: End;
  endedAt?: number;
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

/** Follows every order of a run to its end, as a shopper does who keeps the page of the order open. */
export class OrderWatch {
  readonly #orders: WatchedOrder[] = [];
  readonly #followed = new Map<string, Promise<void>>();
  #isOver = false;

  /** @param ended is called once for each order, at its end */
  constructor(private readonly ended: (order: WatchedOrder) => void) {}

  /** An order was placed and acknowledged. */
  placed(order: Order, customer: Customer, placedAt: number): WatchedOrder {
    const watched: WatchedOrder = { id: order.id, customer, placedAt, isLeft: false, seen: order };
    this.#orders.push(watched);
    this.#recordStatus(watched);
    return watched;
  }

  /** Reads an order until it has its end, or for `retryForMs`; it is read on until the end all the same. */
  async follow(watched: WatchedOrder, retryForMs: number): Promise<void> {
    let following = this.#followed.get(watched.id);
    if (!following) this.#followed.set(watched.id, (following = this.#poll(watched)));
    await within(following, retryForMs);
  }

  /** Follows every order for so long at most. @returns those that have no end */
  async settle(withinMs: number): Promise<WatchedOrder[]> {
    const deadline = performance.now() + withinMs;
    await Promise.all(this.#orders.map((order) => this.follow(order, deadline - performance.now())));
    this.#isOver = true;
    return this.open();
  }

  get all(): readonly WatchedOrder[] {
    return this.#orders;
  }

  open(): WatchedOrder[] {
    return this.#orders.filter(({ end }) => end === undefined);
  }

  async #poll(watched: WatchedOrder): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
      const before = watched.seen.status;
      const seen = await readOrder(watched);
      if (this.#isOver) return;
      if (seen) watched.seen = seen;
      if (watched.seen.status !== before) this.#recordStatus(watched);
      watched.end = seen && endOf(seen, watched);
      if (watched.end) break;
      await sleep(pauseMs);
    }
    watched.endedAt = performance.now();
    const { status } = watched.seen;
    watched.customer.market.observations?.write({ kind: 'final', orderId: watched.id, status });
    this.ended(watched);
  }

  #recordStatus({ id, customer, seen: { status } }: WatchedOrder): void {
    const at = new Date().toISOString();
    customer.market.observations?.write({ kind: 'status', orderId: id, status, at });
  }
}

/** An unexpected answer is counted already; the next one may be the order. */
async function readOrder({ customer, id }: WatchedOrder): Promise<Order | undefined> {
  try {
    return await customer.order(id);
  } catch (error) {
    if (error instanceof UnexpectedAnswer) return undefined;
    throw error;
  }
}

/** The end that an order has, if it has one: a shopper who paid and gets nothing waits for the refund. */
export function endOf(
  seen: Pick<Order, 'status' | 'fulfilment' | 'paid' | 'refunded' | 'cancelReason'>,
  { paidAt, isLeft }: Pick<WatchedOrder, 'paidAt' | 'isLeft'>,
): End | undefined {
  switch (seen.status) {
    case 'Complete':
      return seen.fulfilment === 'confirmed' ? 'complete' : undefined;
    case 'Cancelled': {
      if (seen.refunded) return 'refunded';
      const isOwed = paidAt !== undefined || seen.paid || seen.cancelReason === 'out_of_stock';
      return isOwed ? undefined : 'cancelled';
    }
    case 'Created':
      return isLeft ? 'unpaid' : undefined;
  }
}
