import { DeadLetter, type Listener, type Stored } from '@datnxecommerce/common';
import { deliver, newId, outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import { PaymentCreatedListener } from '../../events/listeners/payment-created-listener';
import { PaymentRefundedListener } from '../../events/listeners/payment-refunded-listener';
import { StockConfirmedListener } from '../../events/listeners/stock-confirmed-listener';
import { StockRejectedListener } from '../../events/listeners/stock-rejected-listener';
import { Order } from '../../models/order';
import { aDate, anOrder, aStoredOrder, eventsAbout, storedOrder } from '../builders';

useDatabase();

const LISTENERS = {
  paymentCreated: new PaymentCreatedListener(),
  stockConfirmed: new StockConfirmedListener(),
  stockRejected: new StockRejectedListener(),
  paymentRefunded: new PaymentRefundedListener(),
} satisfies Record<string, Listener>;
type EventName = keyof typeof LISTENERS;
type Events = ReturnType<typeof eventsAbout>;

/** The same event with its ids in upper case. */
const inUpperCase = (event: object): unknown =>
  JSON.parse(JSON.stringify(event).replace(/"[0-9a-f]{24}"/g, (id) => id.toUpperCase()));

const deliverTo = (events: Events, name: EventName) => deliver(LISTENERS[name], events[name]);

/** What each event does to an order that expects it. */
const EFFECTS: [name: EventName, before: Partial<Order>, after: object, announced: string[]][] = [
  [
    'paymentCreated',
    {},
    { status: 'Complete', paid: true, fulfilment: 'pending', version: 1, paidAt: aDate },
    [],
  ],
  [
    'stockConfirmed',
    { status: 'Complete', paid: true, fulfilment: 'pending', version: 1, paidAt: new Date() },
    { status: 'Complete', fulfilment: 'confirmed', version: 2, confirmedAt: aDate },
    [],
  ],
  [
    'stockRejected',
    { status: 'Complete', paid: true, fulfilment: 'pending', version: 1, paidAt: new Date() },
    { status: 'Cancelled', cancelReason: 'out_of_stock', fulfilment: 'rejected', version: 2 },
    ['out_of_stock'],
  ],
  [
    'paymentRefunded',
    {
      status: 'Cancelled',
      cancelReason: 'user',
      paid: true,
      version: 2,
      paidAt: new Date(),
      cancelledAt: new Date(),
    },
    { status: 'Cancelled', refunded: true, version: 3, refundedAt: aDate },
    [],
  ],
];

describe.each(EFFECTS)('%s', (name, before, after, announced) => {
  it('changes the order, and publishes a cancellation that follows from it', async () => {
    const order = await aStoredOrder(before);
    await deliverTo(eventsAbout(order), name);
    expect(await storedOrder(order._id)).toMatchObject(after);
    expect((await outboxOf(Order)).map(({ data }) => data.reason)).toEqual(announced);
  });

  it('applies once when it comes twice, one after the other or both at once', async () => {
    const order = await aStoredOrder(before);
    const events = eventsAbout(order);
    await Promise.all([deliverTo(events, name), deliverTo(events, name)]);
    const once = await Order.findById(order._id).select('+rev').lean();
    await deliverTo(events, name);
    expect(await Order.findById(order._id).select('+rev').lean()).toEqual(once);
    expect(once).toMatchObject({ ...after, rev: 1 });
    expect(await outboxOf(Order)).toHaveLength(announced.length);
    expect(await DeadLetter.countDocuments()).toBe(0);
  });

  it('applies when its ids are in upper case, also after the same event in lower case', async () => {
    const order = await aStoredOrder({
      items: [{ ...anOrder().items[0]!, productId: 'abcdef'.repeat(4) }],
      ...before,
    });
    const events = eventsAbout(order);
    await deliver(LISTENERS[name], inUpperCase(events[name]));
    expect(await storedOrder(order._id)).toMatchObject(after);
    await deliverTo(events, name);
    expect(await DeadLetter.countDocuments()).toBe(0);
    expect(await outboxOf(Order)).toHaveLength(announced.length);
  });

  it('is dead-lettered when nobody placed the order', async () => {
    await deliverTo(eventsAbout(anOrder()), name);
    expect(await DeadLetter.findOne().lean()).toMatchObject({
      subject: LISTENERS[name].contract.subject,
      reason: 'order is unknown',
    });
    expect(await Order.countDocuments()).toBe(0);
  });

  it.each<[string, (event: object) => unknown]>([
    ['is cut off', (event) => JSON.stringify(event).slice(0, -2)],
    ['is null', () => 'null'],
    ['has no orderId', (event) => ({ ...event, orderId: undefined })],
    ['has an operator for orderId', (event) => ({ ...event, orderId: { $ne: null } })],
  ])('is dead-lettered when it %s', async (_what, spoil) => {
    const order = await aStoredOrder(before);
    await deliver(LISTENERS[name], spoil(eventsAbout(order)[name]));
    expect(await DeadLetter.countDocuments()).toBe(1);
    expect(await storedOrder(order._id)).toEqual(order);
  });
});

describe('foreign events', () => {
  const expectRefused = async (order: Stored<Order>, name: EventName, event: object, reason: RegExp) => {
    await deliver(LISTENERS[name], event);
    expect((await DeadLetter.findOne().lean())?.reason).toMatch(reason);
    expect(await storedOrder(order._id)).toEqual(order);
    expect(await outboxOf(Order)).toEqual([]);
  };

  it.each(['paymentCreated', 'stockConfirmed', 'stockRejected'] as const)(
    'dead-letters %s of other items',
    async (name) => {
      const order = await aStoredOrder();
      const event = { ...eventsAbout(order)[name], items: [{ productId: newId(), quantity: 1 }] };
      await expectRefused(order, name, event, /items are not those/);
    },
  );

  it('dead-letters a second payment of a Complete order', async () => {
    const paymentId = newId();
    const order = await aStoredOrder({ status: 'Complete', paid: true, fulfilment: 'pending', paymentId });
    await expectRefused(order, 'paymentCreated', eventsAbout(order).paymentCreated, /belongs to payment/);
  });

  it('applies the refund of a payment whose id an earlier version stored in upper case', async () => {
    const order = await aStoredOrder({ status: 'Cancelled', cancelReason: 'user', paid: true, version: 2 });
    const { paymentRefunded } = eventsAbout(order);
    await Order.updateOne({ _id: order._id }, { paymentId: paymentRefunded.id.toUpperCase() });
    await deliver(LISTENERS.paymentRefunded, paymentRefunded);
    expect(await storedOrder(order._id)).toMatchObject({ refunded: true });
  });

  it.each(['Created', 'Complete'] as const)('dead-letters a refund of a %s order', async (status) => {
    const order = await aStoredOrder({ status });
    await expectRefused(order, 'paymentRefunded', eventsAbout(order).paymentRefunded, /cannot happen/);
  });

  it('dead-letters a rejection by stock after its confirmation', async () => {
    const order = await aStoredOrder({ status: 'Complete', paid: true, fulfilment: 'confirmed' });
    await expectRefused(order, 'stockRejected', eventsAbout(order).stockRejected, /cannot happen/);
  });
});
