import {
  BadRequestError,
  isSamePurchase,
  mergeItems,
  NotFoundError,
  OrderStatus,
  RejectedEventError,
  requireSameRequest,
  type BoughtItem,
  type Decision,
  type Stored,
} from '@datnxecommerce/common';
import { orderCancelled } from '../events/publishers/order-cancelled-publisher';
import { orderCreated } from '../events/publishers/order-created-publisher';
import type { Order } from '../models/order';

/** How far an order is: its status, and for a Complete one whether its stock is confirmed. */
export type Stage = 'Created' | 'Pending' | 'Confirmed' | 'Cancelled';

/** The events of other services that change an order. */
export type OrderEvent =
  | { subject: 'payment:created'; items: BoughtItem[]; amount?: number; paymentId: string }
  | { subject: 'stock:confirmed' | 'stock:rejected'; items: BoughtItem[] }
  | { subject: 'payment:refunded'; paymentId: string };

type Changes = Partial<Pick<Order, 'status' | 'fulfilment' | 'paid' | 'refunded' | 'cancelReason'>>;

/** Stock is taken after the charge only, so an event about stock proves that the order was paid. */
const OUT_OF_STOCK: Changes = {
  status: OrderStatus.Cancelled,
  cancelReason: 'out_of_stock',
  fulfilment: 'rejected',
  paid: true,
};

/**
 * The life cycle of an order: what each event changes at each stage. `{}` is a duplicate; a pair that is missing
 * cannot happen. Nothing leaves Cancelled: on our order:cancelled payments refunds the charge and products puts the
 * stock back.
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

type OrderDraft = Omit<Stored<Order>, 'createdAt' | 'updatedAt'>;

interface Circumstances {
  /** The database's time. */
  now: Date;
  /** Whether the user may have one more unpaid order. */
  hasRoom: boolean;
}

/**
 * Places an order, once for each idempotency key.
 * @param current the order that the same user placed with the same key, if any
 * @throws BadRequestError when that order is of other items, or there is no room
 */
export function decidePlacement(
  current: Stored<Order> | null,
  draft: OrderDraft,
  circumstances: Circumstances,
): Decision<Stored<Order>, Stored<Order>> {
  return current ? { result: repeatedPlacement(current, draft.items) } : decideNewOrder(draft, circumstances);
}

/**
 * Places an order that no request has placed before.
 * @throws BadRequestError when there is no room
 */
export function decideNewOrder(
  draft: OrderDraft,
  { now, hasRoom }: Circumstances,
): Decision<Stored<Order>, Stored<Order>> & { next: Stored<Order> } {
  if (!hasRoom) {
    throw new BadRequestError('You have too many unpaid orders; pay or cancel one first', {
      code: 'too_many_open_orders',
    });
  }
  const placed: Stored<Order> = { ...draft, createdAt: now, updatedAt: now };
  return { next: placed, events: [orderCreated.announce(placed, now)], result: placed };
}

/**
 * The answer to a repeated request under its idempotency key: the order that the first one placed.
 * @throws BadRequestError when it asks for other items
 */
export function repeatedPlacement(placed: Stored<Order>, items: readonly BoughtItem[]): Stored<Order> {
  requireSameRequest(
    JSON.stringify(mergeItems(placed.items)),
    JSON.stringify(mergeItems(items)),
    'Idempotency-Key belongs to an order of other items',
  );
  return placed;
}

/**
 * The shopper cancels the order. A cancelled one stays as it is.
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
 * Applies an event of another service.
 * @throws RejectedEventError when the order is unknown, the event names another payment, other items or another amount,
 *   or it cannot happen at this stage
 */
export function decideEvent(
  current: Stored<Order> | null,
  event: OrderEvent,
  now: Date,
): Decision<Stored<Order>> {
  if (!current) throw new RejectedEventError('order is unknown');
  // Compatibility: an earlier version stored ids as they were sent.
  const knownPaymentId = current.paymentId?.toLowerCase();
  const paymentId = 'paymentId' in event ? event.paymentId : knownPaymentId;
  if (knownPaymentId && paymentId !== knownPaymentId) {
    throw new RejectedEventError(`order ${String(current._id)} belongs to payment ${knownPaymentId}`);
  }
  if ('items' in event && !isSamePurchase(current.items, event.items)) {
    throw new RejectedEventError(`items are not those of order ${String(current._id)}`);
  }
  if ('amount' in event && event.amount !== undefined && event.amount !== current.total) {
    throw new RejectedEventError(
      `$${event.amount} was charged and order ${String(current._id)} costs $${current.total}`,
    );
  }
  const stage = stageOf(current);
  const changes = LIFE_CYCLE[stage][event.subject];
  if (!changes) {
    throw new RejectedEventError(`${event.subject} cannot happen to order ${String(current._id)}: ${stage}`);
  }
  return advance(current, { ...changes, paymentId }, now);
}

/** The order after `changes`: dates and counts what is new, and announces a cancellation. */
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
  return { next, events: isCancelledNow ? [orderCancelled.announce(next, now)] : [], result: undefined };
}
