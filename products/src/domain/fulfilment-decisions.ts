import {
  isSamePurchase,
  RejectedEventError,
  type BoughtItem,
  type Decision,
  type OutboxEntry,
  type Stored,
} from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { stockConfirmed } from '../events/publishers/stock-confirmed-publisher';
import { stockRejected } from '../events/publishers/stock-rejected-publisher';
import type { Fulfilment } from '../models/fulfilment';

/**
 * How long marks stay after the end of a fulfilment. Nothing depends on it but processes of the versions before
 * decision 0022, whose slow handlers end after 10 s. Each sale of a product writes all its marks.
 */
export const MARKS_KEPT_MS = 20_000;

type Current = Stored<Fulfilment> | null;
/** The result is the state afterwards. */
type FulfilmentDecision = Decision<Fulfilment, Fulfilment>;

/** The order was paid: its fulfilment begins, unless it has begun or the order was cancelled before. */
export function decideStart(
  current: Current,
  order: { orderId: string; items: BoughtItem[]; now: Date },
): FulfilmentDecision {
  const { orderId, items, now } = order;
  if (!current) return moved({ _id: new Types.ObjectId(orderId), items, status: 'applying', updatedAt: now });
  if (current.status !== 'voided' && !isSamePurchase(current.items, items))
    throw new RejectedEventError(`order ${orderId} was paid for with other items before`);
  return kept(current);
}

/** All items are taken: applied, unless somebody else has moved it on. */
export function decideConfirmation(current: Current, now: Date): FulfilmentDecision {
  const fulfilment = requireFulfilment(current);
  if (fulfilment.status !== 'applying') return kept(fulfilment);
  const next: Fulfilment = { ...ended(fulfilment, now), status: 'applied' };
  return moved(next, [stockConfirmed.announce(next, now)]);
}

/** One item is short: what was taken goes back, unless somebody else has moved it on. */
export function decideAbandonment(current: Current, now: Date): FulfilmentDecision {
  const fulfilment = requireFulfilment(current);
  if (fulfilment.status !== 'applying') return kept(fulfilment);
  return moved({ ...fulfilment, status: 'reverting', cause: 'shortage', updatedAt: now });
}

/**
 * The order was cancelled. One that is reverting for a shortage stays on its way to `rejected`: the stock ends the
 * same, and to the cancelled order stock:rejected changes nothing.
 */
export function decideCancellation(
  current: Current,
  order: { orderId: string; now: Date },
): FulfilmentDecision {
  const { orderId, now } = order;
  if (!current) {
    // Kept for good: the payment may be a dead letter that is replayed after any time.
    return moved({ _id: new Types.ObjectId(orderId), items: [], status: 'voided', updatedAt: now });
  }
  if (current.status !== 'applying' && current.status !== 'applied') return kept(current);
  const wasApplied = current.status === 'applied';
  const reverting = { status: 'reverting', cause: 'cancelled', wasApplied, updatedAt: now } as const;
  return moved({ ...current, ...reverting, pruneAt: undefined });
}

/** Everything is back: rejected or reverted, by the cause. */
export function decideClosure(current: Current, now: Date): FulfilmentDecision {
  const fulfilment = requireFulfilment(current);
  if (fulfilment.status !== 'reverting') return kept(fulfilment);
  if (fulfilment.cause === 'cancelled') return moved({ ...ended(fulfilment, now), status: 'reverted' });
  const next: Fulfilment = { ...ended(fulfilment, now), status: 'rejected' };
  return moved(next, [stockRejected.announce(next, now)]);
}

/** Changes nothing. */
export const keepFulfilment = (current: Current): FulfilmentDecision => kept(requireFulfilment(current));

const moved = (next: Fulfilment, events: OutboxEntry[] = []): FulfilmentDecision => ({
  next,
  events,
  result: next,
});

const kept = (current: Fulfilment): FulfilmentDecision => ({ result: current });

const ended = (fulfilment: Fulfilment, now: Date): Fulfilment => ({
  ...fulfilment,
  updatedAt: now,
  pruneAt: new Date(now.getTime() + MARKS_KEPT_MS),
});

/** @throws Error when there is no such fulfilment: one that has begun is never removed */
export function requireFulfilment(current: Current): Fulfilment {
  if (!current) throw new Error('the fulfilment is gone');
  return current;
}
