import { newId, outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import { cancelOrder } from '../../domain/cancel-order';
import { payOrder } from '../../domain/pay-order';
import { replicateCancellation, replicateOrder } from '../../domain/replicate-order';
import { eventSources } from '../../events/republish';
import { OrderReplica } from '../../models/order-replica';
import { Payment } from '../../models/payment';
import { testDeps, aKnownOrder, anOrder, settleAll } from '../builders';

useDatabase();

/** What the stored payments tell again, without when it was made. */
async function again(): Promise<object[]> {
  const documents = await Payment.find().lean();
  return eventSources
    .flatMap(({ eventsOf }) => documents.flatMap((document) => eventsOf(document)))
    .map(({ key, data }) => ({ key, ...(JSON.parse(data) as object), meta: undefined }));
}

/** The same of what they told first. */
const first = async (): Promise<object[]> =>
  (await outboxOf(Payment)).map(({ key, data }) => ({ key, ...data, meta: undefined }));

it('a charged payment tells again exactly what it told', async () => {
  const deps = testDeps();
  const { id, userId } = await aKnownOrder();
  await payOrder(deps, { userId, orderId: id, token: 'tok' });
  expect(await again()).toHaveLength(1);
  expect(await again()).toEqual(await first());
});

it('of a cancelled order only the refund is told again: nobody may take goods for its charge', async () => {
  const deps = testDeps();
  const { id, userId } = await aKnownOrder();
  await payOrder(deps, { userId, orderId: id, token: 'tok' });
  await cancelOrder(deps, id);
  await settleAll(deps);
  const [created, refunded] = await first();
  expect(created).toMatchObject({ key: expect.stringMatching(/^payment:created:/) as string });
  expect(await again()).toEqual([refunded]);
});

it('a payment without a charge tells nothing', async () => {
  const { id, userId } = await aKnownOrder();
  await Payment.create({
    ...{ _id: newId(), orderId: id, userId, items: [], amountCents: 1, status: 'declined', attempt: 1 },
    ...{ key: 'k', keySince: new Date(), tries: 1, keySpent: false, parked: false, cancelRequested: false },
  } as never);
  expect(await again()).toEqual([]);
});

it('a stale replica of an order takes the next news, keeps a cancellation, and then is fresh', async () => {
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
