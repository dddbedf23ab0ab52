import { setTimeout as sleep } from 'node:timers/promises';
import { DeadLetter, type Stored } from '@datnxecommerce/common';
import { deliver, newId, outboxOf, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { PaymentCreatedListener } from '../events/listeners/payment-created-listener';
import { PaymentRefundedListener } from '../events/listeners/payment-refunded-listener';
import { StockConfirmedListener } from '../events/listeners/stock-confirmed-listener';
import { StockRejectedListener } from '../events/listeners/stock-rejected-listener';
import { cancelOrder } from '../domain/cancel-order';
import { Order } from '../models/order';
import { anApp, aStoredOrder, eventsAbout, storedOrder } from './builders';

useDatabase();

const payment = new PaymentCreatedListener();
const userId = newId();

describe('cancel and pay at once', () => {
  it('ends 200 times either Cancelled with one event or Complete with a refusal', async () => {
    const app = anApp().listen(0, '127.0.0.1');
    const cookie = signedIn({ id: userId });
    try {
      for (let round = 0; round < 200; round += 1) {
        const order = await aStoredOrder({ userId });
        const { paymentCreated } = eventsAbout(order);
        // Capital letters name the same document and another lock of this process: as if on another replica.
        const id = String(order._id).toUpperCase();
        const answering = request(app).delete(`/api/orders/${id}`).set('Cookie', cookie);
        const cancelled = answering.then(({ status }) => status);
        // A request has a way to go that an event hasn't.
        await sleep(round % 5);
        await deliver(payment, paymentCreated);
        const answer = await cancelled;

        const { status } = (await storedOrder(order._id)) as Stored<Order>;
        const events = (await outboxOf(Order)).filter(({ data }) => data.id === String(order._id));
        expect({ status, answer, events: events.length }).toEqual(
          status === 'Cancelled'
            ? { status: 'Cancelled', answer: 204, events: 1 }
            : { status: 'Complete', answer: 400, events: 0 },
        );
        await Order.deleteMany({});
      }
    } finally {
      app.close();
    }

    expect(await DeadLetter.countDocuments()).toBe(0);
  }, 60_000);
});

type Step = 'cancel' | 'paid' | 'confirmed' | 'rejected' | 'refunded';

/** All different orders of a list. */
function permutations<T>(list: T[]): T[][] {
  if (list.length < 2) return [list];
  return [...new Set(list)].flatMap((first) => {
    const rest = [...list];
    rest.splice(rest.indexOf(first), 1);
    return permutations(rest).map((others) => [first, ...others]);
  });
}

/** Refunds follow our order:cancelled, which a cancel or a rejection brings. */
const canHappen = (steps: Step[]): boolean =>
  !steps.includes('refunded') ||
  steps.slice(0, steps.indexOf('refunded')).some((step) => step === 'cancel' || step === 'rejected');

async function runThrough(steps: Step[], isAtOnce = false) {
  const order = await aStoredOrder({ userId });
  const events = eventsAbout(order);
  const run: Record<Step, () => Promise<void>> = {
    cancel: () => cancelOrder(userId, String(order._id)),
    paid: () => deliver(payment, events.paymentCreated),
    confirmed: () => deliver(new StockConfirmedListener(), events.stockConfirmed),
    rejected: () => deliver(new StockRejectedListener(), events.stockRejected),
    refunded: () => deliver(new PaymentRefundedListener(), events.paymentRefunded),
  };
  if (isAtOnce) await Promise.all(steps.map((step) => run[step]()));
  else for (const step of steps) await run[step]();

  const { status, fulfilment, paid, refunded, cancelReason, version, paymentId, ...rest } =
    (await storedOrder(order._id)) as Stored<Order>;
  expect(paymentId).toBe(events.paymentCreated.id);
  const dates = Object.keys(rest).filter((field) => /^(paid|confirmed|cancelled|refunded)At$/.test(field));
  const reasons = (await outboxOf(Order))
    .filter(({ data }) => data.id === String(order._id))
    .map(({ data }) => data.reason);
  return { status, fulfilment, paid, refunded, cancelReason, version, dates: dates.sort(), reasons };
}

const confirmed = {
  status: 'Complete',
  fulfilment: 'confirmed',
  paid: true,
  refunded: false,
  version: 2,
  dates: ['confirmedAt', 'paidAt'],
  reasons: [],
};
const lost = {
  status: 'Cancelled',
  fulfilment: 'rejected',
  cancelReason: 'out_of_stock',
  paid: true,
  refunded: true,
  version: 3,
  dates: ['cancelledAt', 'paidAt', 'refundedAt'],
  reasons: ['out_of_stock'],
};
const givenUp = { ...lost, fulfilment: 'none', cancelReason: 'user', reasons: ['user'] };

describe('events in any order and number', () => {
  it.each<[string, Step[], object]>([
    ['a sale', ['paid', 'paid', 'confirmed', 'confirmed'], confirmed],
    ['a lost race for the last piece', ['paid', 'paid', 'rejected', 'rejected', 'refunded'], lost],
    ['the same, with refunds that come twice', ['paid', 'rejected', 'refunded', 'refunded'], lost],
  ])('end in the same state: %s', async (_what, steps, expected) => {
    for (const order of permutations(steps).filter(canHappen)) {
      expect({ order, ...(await runThrough(order)) }).toEqual({ order, ...expected });
    }
    expect(await DeadLetter.countDocuments()).toBe(0);
  });

  it.each<[string, Step[]]>([
    ['taken from stock', ['paid', 'confirmed', 'refunded', 'paid']],
    ['not taken from stock', ['paid', 'rejected', 'refunded', 'rejected']],
  ])('end in the same state: cancelled while paying, %s', async (_what, steps) => {
    for (const order of permutations(steps)) {
      expect({ order, ...(await runThrough(['cancel', ...order])) }).toEqual({ order, ...givenUp });
    }
    expect(await DeadLetter.countDocuments()).toBe(0);
  });

  it('end in the same state when they all come at once', async () => {
    const steps: Step[] = ['paid', 'confirmed', 'paid', 'confirmed', 'paid', 'confirmed'];
    expect(await runThrough(steps, true)).toEqual(confirmed);
    expect(await DeadLetter.countDocuments()).toBe(0);
  });
});
