import { newId, outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import { refundCancelledOrder } from '../../domain/refund-cancelled-order';
import { payOrder } from '../../domain/pay-order';
import { replicateCancellation, replicateOrder } from '../../domain/replicate-order';
import { eventSources } from '../../events/republish';
import { OrderReplica } from '../../models/order-replica';
import { Payment, type PaymentState } from '../../models/payment';
import { testDeps, aKnownOrder, anOrder, settleAll } from '../builders';

useDatabase();

/** The events of the stored payments as a republish makes them, without `meta`. */
async function republished(): Promise<object[]> {
  const documents = await Payment.find().lean();
  return eventSources
    .flatMap(({ eventsOf }) => documents.flatMap((document) => eventsOf(document)))
    .map(({ key, data }) => ({ key, ...(JSON.parse(data) as object), meta: undefined }));
}

/** The events of the outboxes, without `meta`. */
const published = async (): Promise<object[]> =>
  (await outboxOf(Payment)).map(({ key, data }) => ({ key, ...data, meta: undefined }));

it('a charged payment is republished exactly as it was published', async () => {
  const deps = testDeps();
  const { id, userId } = await aKnownOrder();
  await payOrder(deps, { userId, orderId: id, token: 'tok' });
  expect(await republished()).toHaveLength(1);
  expect(await republished()).toEqual(await published());
});

it('of a cancelled order only the refund is republished: no stock may be taken for its charge', async () => {
  const deps = testDeps();
  const { id, userId } = await aKnownOrder();
  await payOrder(deps, { userId, orderId: id, token: 'tok' });
  await refundCancelledOrder(deps, id);
  await settleAll(deps);
  const [created, refunded] = await published();
  expect(created).toMatchObject({ key: expect.stringMatching(/^payment:created:/) as string });
  expect(await republished()).toEqual([refunded]);
});

it('a republished event tells when the card was charged or refunded, not when it was made again', async () => {
  const dates = { chargedAt: new Date('2026-11-20T01:00:00Z'), refundedAt: new Date('2026-11-20T02:00:00Z') };
  const payment = { _id: newId(), orderId: newId(), userId: newId(), stripeId: 'ch_1', refundId: 're_1' };
  const items = [{ productId: newId(), quantity: 1 }];
  const eventOf = (status: PaymentState['status']) => {
    const [entry] =
      eventSources[0]?.eventsOf({ ...payment, ...dates, items, amountCents: 100, status }) ?? [];
    return JSON.parse(entry?.data ?? '') as object;
  };
  expect(eventOf('succeeded')).toMatchObject({ meta: { time: dates.chargedAt.toISOString() } });
  expect(eventOf('refunded')).toMatchObject({
    chargedAt: dates.chargedAt.toISOString(),
    meta: { time: dates.refundedAt.toISOString() },
  });
});

it('a payment without a charge republishes nothing', async () => {
  const { id, userId } = await aKnownOrder();
  await Payment.create({
    _id: newId(),
    orderId: id,
    userId,
    items: [],
    amountCents: 1,
    status: 'declined',
    attempt: 1,
    key: 'k',
    keySince: new Date(),
    tries: 1,
    keySpent: false,
    parked: false,
    cancelRequested: false,
  } as never);
  expect(await republished()).toEqual([]);
});

it('a stale replica of an order takes the next event, keeps a cancellation, and is no longer stale', async () => {
  const order = anOrder();
  await replicateOrder(order);
  await replicateCancellation(order.id);
  await replicateOrder({ ...order, total: 1 });
  expect(await OrderReplica.findOne().lean()).toMatchObject({ total: order.total, cancelled: true });
  await OrderReplica.updateMany({}, { total: 99, stale: true });
  await replicateOrder(order);
  await replicateOrder({ ...order, total: 1 });
  const [replica] = await OrderReplica.find().lean();
  expect(replica).toMatchObject({ total: order.total, cancelled: true });
  expect(replica).not.toHaveProperty('stale');
});
