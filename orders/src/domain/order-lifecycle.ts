import {
  BadRequestError,
  NotFoundError,
  OrderStatus,
  RejectedEventError,
  type Decision,
  type Stored,
} from '@datnxecommerce/common';
import { orderCancelled } from '../events/publishers/order-cancelled-publisher';
import { orderCreated } from '../events/publishers/order-created-publisher';
import type { Order } from '../models/order';
import { isSamePurchase, type Line } from './lines';

/** How far an order is: its status, and for a Complete one what stock said. */
export type Stage = 'Created' | 'Pending' | 'Confirmed' | 'Cancelled';

/** What other services tell of an order. */
export type OrderEvent =
  | { subject: 'payment:created'; items: Line[]; paymentId: string }
  | { subject: 'stock:confirmed' | 'stock:rejected'; items: Line[] }
  | { subject: 'payment:refunded'; paymentId: string };

type Changes = Partial<Pick<Order, 'status' | 'fulfilment' | 'paid' | 'refunded' | 'cancelReason'>>;

/** Stock is asked after the charge only, so whatever it answers, the order was paid. */
const OUT_OF_STOCK: Changes = {
  status: OrderStatus.Cancelled,
  cancelReason: 'out_of_stock',
  fulfilment: 'rejected',
  paid: true,
};

/**
 * The life of an order: what each happening changes at each stage. `{}` is a duplicate; a pair that is not here
 * can't happen, whoever says it did. Nothing leaves Cancelled: payments gives back what was charged and products
 * what was taken, each on our order:cancelled.
 */
export const LIFE_CYCLE: Record<Stage, Partial<Record<'cancel' | OrderEvent['subject'], Changes>>> = {
  Created: {
    cancel: { status: OrderStatus.Cancelled, cancelReason: 'user' },
    'payment:created': { status: OrderStatus.Complete, paid: true, fulfilment: 'pending' },
    'stock:confirmed': { status: OrderStatus.Complete, paid: true, fulfilment: 'confirmed' },
    'stock:rejected': OUT_OF_STOCK,
  },
  Pending: {
    'payment:created': {},
    'stock:confirmed': { fulfilment: 'confirmed' },
    'stock:rejected': OUT_OF_STOCK,
  },
  Confirmed: {
    'payment:created': {},
    'stock:confirmed': {},
  },
  Cancelled: {
    cancel: {},
    'payment:created': { paid: true },
    'stock:confirmed': { paid: true },
    'stock:rejected': { paid: true },
    'payment:refunded': { paid: true, refunded: true },
  },
};

/** The stage of an order. */
export function stageOf({ status, fulfilment }: Pick<Order, 'status' | 'fulfilment'>): Stage {
  if (status !== OrderStatus.Complete) return status;
  return fulfilment === 'confirmed' ? 'Confirmed' : 'Pending';
}

/**
 * Places an order, once for each idempotency key.
 * @param current the order that the same user placed with the same key, if any
 * @throws BadRequestError when that one is of other items
 */
export function decidePlacement(
  current: Stored<Order> | null,
  draft: Stored<Order>,
): Decision<Stored<Order>, Stored<Order>> {
  if (current) return { result: repeatedPlacement(current, draft.items) };
  return { next: draft, events: [orderCreated.announce(draft)], result: draft };
}

/**
 * The answer to a placement that comes again under its idempotency key: the order it made the first time.
 * @throws BadRequestError when it asks for other items now
 */
export function repeatedPlacement(placed: Stored<Order>, items: readonly Line[]): Stored<Order> {
  if (isSamePurchase(placed.items, items)) return placed;
  throw new BadRequestError('Idempotency-Key belongs to an order of other items', {
    field: 'idempotency-key',
    code: 'idempotency_key_reused',
  });
}

/**
 * The shopper cancels. Cancelled already: nothing more happens.
 * @throws NotFoundError when there is no such order of this user
 * @throws BadRequestError when it is Complete
 */
export function decideCancellation(
  current: Stored<Order> | null,
  userId: string,
  now: Date,
): Decision<Stored<Order>> {
  if (current?.userId !== userId) throw new NotFoundError();
  const changes = LIFE_CYCLE[stageOf(current)].cancel;
  if (!changes) throw new BadRequestError('Order is already complete', { code: 'order_complete' });
  return advance(current, changes, now);
}

/**
 * Another service tells what became of an order.
 * @throws RejectedEventError when the order is unknown, the event speaks of another payment or other items, or
 *   it can't happen at this stage
 */
export function decideEvent(
  current: Stored<Order> | null,
  event: OrderEvent,
  now: Date,
): Decision<Stored<Order>> {
  if (!current) throw new RejectedEventError('order is unknown');
  const knownPaymentId = current.paymentId?.toLowerCase(); // an earlier version stored ids as they were sent
  const paymentId = 'paymentId' in event ? event.paymentId : knownPaymentId;
  if (knownPaymentId && paymentId !== knownPaymentId) {
    throw new RejectedEventError(`order ${String(current._id)} belongs to payment ${knownPaymentId}`);
  }
  if ('items' in event && !isSamePurchase(current.items, event.items)) {
    throw new RejectedEventError(`items are not those of order ${String(current._id)}`);
  }
  const stage = stageOf(current);
  const changes = LIFE_CYCLE[stage][event.subject];
  if (!changes) {
    throw new RejectedEventError(`${event.subject} can't happen to order ${String(current._id)}: ${stage}`);
  }
  return advance(current, { ...changes, paymentId }, now);
}

/** The order after `changes`, with what is new dated, counted and announced. */
function advance(
  current: Stored<Order>,
  changes: Changes & Pick<Order, 'paymentId'>,
  now: Date,
): Decision<Stored<Order>> {
  const changed = { ...current, ...changes };
  const dates = {
    paidAt: changed.paid ? (current.paidAt ?? now) : undefined,
    confirmedAt: changed.fulfilment === 'confirmed' ? (current.confirmedAt ?? now) : undefined,
    cancelledAt: changed.status === OrderStatus.Cancelled ? (current.cancelledAt ?? now) : undefined,
    refundedAt: changed.refunded ? (current.refundedAt ?? now) : undefined,
  };
  const version = Object.values(dates).filter(Boolean).length;
  if (version === current.version && changed.paymentId === current.paymentId) return { result: undefined };

  const updatedAt = version > current.version ? now : current.updatedAt;
  const next = { ...changed, ...dates, version, updatedAt };
  const isCancelledNow = next.status === OrderStatus.Cancelled && current.status !== OrderStatus.Cancelled;
  return { next, events: isCancelledNow ? [orderCancelled.announce(next)] : [], result: undefined };
}
