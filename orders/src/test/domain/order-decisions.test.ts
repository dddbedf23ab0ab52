import { BadRequestError, NotFoundError, RejectedEventError, type Stored } from '@datnxecommerce/common';
import { newId } from '@datnxecommerce/common/testing';
import {
  decideCancellation,
  decideEvent,
  decidePlacement,
  LIFE_CYCLE,
  stageOf,
  type OrderEvent,
  type Stage,
} from '../../domain/order-decisions';
import type { Order } from '../../models/order';
import { anOrder, itemsOf } from '../builders';

const now = new Date('2026-01-02T10:00:00Z');
const before = new Date('2026-01-01T11:00:00Z');
const paymentId = newId();

const paid = { paid: true, paidAt: before, paymentId };
const AT: Record<string, Stored<Order>> = {
  Created: anOrder(),
  Pending: anOrder({ ...paid, status: 'Complete', fulfilment: 'pending', version: 1 }),
  Confirmed: anOrder({
    ...paid,
    status: 'Complete',
    fulfilment: 'confirmed',
    confirmedAt: before,
    version: 2,
  }),
  'Cancelled by the user': anOrder({
    status: 'Cancelled',
    cancelReason: 'user',
    cancelledAt: before,
    version: 1,
  }),
  'Cancelled for stock': anOrder({
    ...paid,
    status: 'Cancelled',
    fulfilment: 'rejected',
    cancelReason: 'out_of_stock',
    cancelledAt: before,
    version: 2,
  }),
};

type Happening = 'cancel' | OrderEvent['subject'];

function decide(order: Stored<Order>, happening: Happening) {
  if (happening === 'cancel') return decideCancellation(order, order.userId, now);
  const items = itemsOf(order);
  switch (happening) {
    case 'payment:created':
      return decideEvent(order, { subject: happening, items, paymentId }, now);
    case 'payment:refunded':
      return decideEvent(order, { subject: happening, paymentId }, now);
    case 'stock:confirmed':
    case 'stock:rejected':
      return decideEvent(order, { subject: happening, items }, now);
  }
}

const nothing = {};
const ownPayment = { paymentId };
const becomesPaid = { paid: true, paidAt: now };
const becomesCancelled = { status: 'Cancelled', cancelledAt: now };
const outOfStock = { ...becomesCancelled, cancelReason: 'out_of_stock', fulfilment: 'rejected' };
const becomesConfirmed = { fulfilment: 'confirmed', confirmedAt: now };

type Refusal = typeof RejectedEventError | typeof BadRequestError;

/** Every pair there is: what differs afterwards, or how it is refused. */
const PAIRS: [stage: string, happening: Happening, outcome: object | Refusal, isAnnounced?: true][] = [
  ['Created', 'cancel', { ...becomesCancelled, cancelReason: 'user', version: 1 }, true],
  [
    'Created',
    'payment:created',
    { ...becomesPaid, ...ownPayment, status: 'Complete', fulfilment: 'pending', version: 1 },
  ],
  ['Created', 'stock:confirmed', { ...becomesPaid, ...becomesConfirmed, status: 'Complete', version: 2 }],
  ['Created', 'stock:rejected', { ...becomesPaid, ...outOfStock, version: 2 }, true],
  ['Created', 'payment:refunded', RejectedEventError],
  ['Pending', 'cancel', BadRequestError],
  ['Pending', 'payment:created', nothing],
  ['Pending', 'stock:confirmed', { ...becomesConfirmed, version: 2 }],
  ['Pending', 'stock:rejected', { ...outOfStock, version: 2 }, true],
  ['Pending', 'payment:refunded', RejectedEventError],
  ['Confirmed', 'cancel', BadRequestError],
  ['Confirmed', 'payment:created', nothing],
  ['Confirmed', 'stock:confirmed', nothing],
  ['Confirmed', 'stock:rejected', RejectedEventError],
  ['Confirmed', 'payment:refunded', RejectedEventError],
  ['Cancelled by the user', 'cancel', nothing],
  ['Cancelled by the user', 'payment:created', { ...becomesPaid, ...ownPayment, version: 2 }],
  ['Cancelled by the user', 'stock:confirmed', { ...becomesPaid, version: 2 }],
  ['Cancelled by the user', 'stock:rejected', { ...becomesPaid, version: 2 }],
  [
    'Cancelled by the user',
    'payment:refunded',
    { ...becomesPaid, ...ownPayment, refunded: true, refundedAt: now, version: 3 },
  ],
  ['Cancelled for stock', 'cancel', nothing],
  ['Cancelled for stock', 'payment:created', nothing],
  ['Cancelled for stock', 'stock:confirmed', nothing],
  ['Cancelled for stock', 'stock:rejected', nothing],
  ['Cancelled for stock', 'payment:refunded', { refunded: true, refundedAt: now, version: 3 }],
];

describe('the life of an order', () => {
  it.each(PAIRS)('has one outcome when it is %s and gets %s', (...pair) => {
    const [stage, happening, outcome, isAnnounced = false] = pair;
    const order = AT[stage] as Stored<Order>;
    if (typeof outcome === 'function') {
      expect(() => decide(order, happening)).toThrow(outcome as Refusal);
      return;
    }
    const { next, events = [] } = decide(order, happening);
    if (outcome === nothing) expect(next).toBeUndefined();
    else expect(next).toEqual({ ...order, ...outcome, updatedAt: now });
    expect(events.map(({ subject }) => subject)).toEqual(isAnnounced ? ['order:cancelled'] : []);
  });

  it('has been asked of every pair', () => {
    const stages: Stage[] = Object.values(AT).map(stageOf);
    const happenings = Object.keys(LIFE_CYCLE.Cancelled);
    expect(new Set(stages)).toEqual(new Set(Object.keys(LIFE_CYCLE)));
    expect(happenings).toHaveLength(5);
    expect(new Set(PAIRS.map(([stage, happening]) => `${stage} ${happening}`)).size).toBe(
      stages.length * happenings.length,
    );
  });

  it('announces a cancelled order with its new version and its reason', () => {
    const { events = [] } = decide(AT.Pending as Stored<Order>, 'stock:rejected');
    expect(JSON.parse(events[0]?.data ?? '')).toMatchObject({
      id: String(AT.Pending?._id),
      version: 2,
      reason: 'out_of_stock',
    });
  });

  it('remembers the payment that comes after the answer of stock, and shows nothing new for it', () => {
    const { next: confirmed } = decide(AT.Created as Stored<Order>, 'stock:confirmed');
    const { next } = decide(confirmed as Stored<Order>, 'payment:created');
    expect(next).toEqual({ ...confirmed, paymentId });
  });
});

describe('what is foreign', () => {
  const refusal = (order: Stored<Order> | null, event: OrderEvent) => () => decideEvent(order, event, now);
  const created = AT.Created as Stored<Order>;
  const pending = AT.Pending as Stored<Order>;
  const cancelled = AT['Cancelled for stock'] as Stored<Order>;

  it.each<OrderEvent>([
    { subject: 'payment:created', items: itemsOf(created), paymentId },
    { subject: 'stock:confirmed', items: itemsOf(created) },
    { subject: 'stock:rejected', items: itemsOf(created) },
    { subject: 'payment:refunded', paymentId },
  ])('refuses $subject of an order that nobody placed', (event) => {
    expect(refusal(null, event)).toThrow(RejectedEventError);
  });

  it('refuses another payment than the one the order knows', () => {
    const other = newId();
    const items = itemsOf(pending);
    expect(refusal(pending, { subject: 'payment:created', items, paymentId: other })).toThrow(
      /belongs to payment/,
    );
    expect(refusal(cancelled, { subject: 'payment:refunded', paymentId: other })).toThrow(
      /belongs to payment/,
    );
  });

  it('refuses payment:created of another amount, and takes one without an amount', () => {
    const payment = { subject: 'payment:created', items: itemsOf(created), paymentId } as const;
    for (const amount of [created.total - 0.01, created.total + 0.01, 0, 1.5])
      expect(refusal(created, { ...payment, amount })).toThrow(/was charged and order .* costs/);
    expect(decideEvent(created, { ...payment, amount: created.total }, now).next).toMatchObject({
      status: 'Complete',
    });
    expect(decideEvent(created, payment, now).next).toMatchObject({ status: 'Complete' });
  });

  it.each(['payment:created', 'stock:confirmed', 'stock:rejected'] as const)(
    'refuses %s of other items',
    (subject) => {
      const items = [{ productId: created.items[0]?.productId ?? '', quantity: 3 }];
      expect(refusal(created, { subject, items, paymentId })).toThrow(/items are not those/);
    },
  );

  it('takes items that are split into several lines for what they are together', () => {
    const productId = created.items[0]?.productId ?? '';
    const items = [
      { productId, quantity: 1 },
      { productId, quantity: 1 },
    ];
    expect(decideEvent(created, { subject: 'stock:confirmed', items }, now).next).toBeDefined();
  });

  it("hides another user's order, and one that does not exist, from a user who cancels it", () => {
    expect(() => decideCancellation(created, newId(), now)).toThrow(NotFoundError);
    expect(() => decideCancellation(null, newId(), now)).toThrow(NotFoundError);
  });
});

describe('placing an order', () => {
  it('announces it at version 0', () => {
    const draft = anOrder();
    const { next, events = [], result } = decidePlacement(null, draft, { now, hasRoom: true });
    expect(next).toEqual({ ...draft, createdAt: now, updatedAt: now });
    expect(result).toBe(next);
    expect(events.map(({ key }) => key)).toEqual([`order:created:${String(draft._id)}:0`]);
    expect(JSON.parse(events[0]?.data ?? '')).toMatchObject({ meta: { time: now.toISOString() } });
  });

  it('answers a repetition with the order that there is', () => {
    const placed = anOrder();
    expect(decidePlacement(placed, anOrder({ items: placed.items }), { now, hasRoom: false })).toEqual({
      result: placed,
    });
  });

  it('refuses a repetition that asks for other items', () => {
    expect(() => decidePlacement(anOrder(), anOrder(), { now, hasRoom: true })).toThrow(BadRequestError);
  });
});
