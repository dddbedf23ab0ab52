import { once } from 'node:events';
import { createBus, createLogger } from '@datnxecommerce/common';
import { CLUSTER_ID, eventually, RealBroker, useDatabase } from '@datnxecommerce/common/testing';
import { OwnDatabase } from './own-database';
import { startPayments, type PaymentsProcess } from './payments-process';
import { SECRET_KEY, Sandbox } from './sandbox';

useDatabase();
jest.setTimeout(90_000);

/** How long the provider holds its answers: longer than HTTP takes to close with idle connections. */
const STRIPE_MS = 8000;

const standIn = new Sandbox();

/** The service with a broker and a database of its own. */
interface Shop {
  broker: RealBroker;
  database: OwnDatabase;
  service: PaymentsProcess;
}

async function startShop(): Promise<Shop> {
  const database = new OwnDatabase();
  const broker = await RealBroker.create();
  await broker.start();
  const service = await startPayments({
    NATS_URL: broker.url,
    MONGO_URI: database.uri,
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_API_URL: standIn.url,
    LOG_LEVEL: 'silent',
  });
  return { broker, database, service };
}

async function expectChargeRecorded({ database, service }: Shop): Promise<void> {
  const order = await database.aKnownOrder();
  await standIn.arm({ fault: 'hang', ms: STRIPE_MS, match: { path: '/v1/charges', orderId: order.id } });
  const answer = service.pay(order);
  await eventually(async () => (await standIn.moneyOf(order.id)).charges.length === 1);
  const exited = once(service.child, 'exit');
  const stoppedAt = performance.now();
  service.child.kill('SIGTERM');
  expect((await answer).status).toBe(202);
  expect(performance.now() - stoppedAt).toBeLessThan(STRIPE_MS / 2);
  expect(await exited).toEqual([0, null]);
  expect(await database.paymentOf(order.id)).toMatchObject({ status: 'succeeded', attempt: 1, tries: 1 });
  expect(await database.outbox()).toEqual([]); // removed once the broker has confirmed the event
}

async function expectRefundRecorded({ broker, database, service }: Shop): Promise<void> {
  const order = await database.aKnownOrder();
  expect((await service.pay(order)).status).toBe(201);
  await standIn.arm({ fault: 'hang', ms: STRIPE_MS, match: { path: '/v1/refunds' } });
  const settings = { NATS_URL: broker.url, NATS_CLUSTER_ID: CLUSTER_ID, NATS_CLIENT_ID: 'shutdown-test' };
  const bus = createBus({ ...settings, REPUBLISH_PER_SECOND: 1 }, createLogger('test', 'silent'));
  bus.connect();
  await bus.publish('order:cancelled', JSON.stringify({ id: order.id, version: 1 }));
  await bus.close();
  await eventually(async () => (await standIn.moneyOf(order.id)).refunds.length === 1);
  const exited = once(service.child, 'exit');
  service.child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  expect(await database.paymentOf(order.id)).toMatchObject({
    status: 'refunded',
    refundAttempt: 1,
    tries: 1,
  });
  expect(await database.outbox()).toEqual([]);
}

describe('a shutdown while Stripe is slow', () => {
  let shops: Shop[] = [];
  let charge: Promise<void>;
  let refund: Promise<void>;

  // Both tests wait for Stripe, so they run at the same time.
  beforeAll(async () => {
    await standIn.start();
    const started = await Promise.all([startShop(), startShop()]);
    shops = started;
    charge = expectChargeRecorded(started[0]);
    refund = expectRefundRecorded(started[1]);
    await Promise.allSettled([charge, refund]);
  });

  afterAll(async () => {
    for (const { service } of shops) service.child.kill('SIGKILL');
    await Promise.all(shops.map(({ broker, database }) => Promise.all([broker.remove(), database.drop()])));
    await standIn.remove();
  });

  it('answers 202 at once, records the charge and publishes it before the process ends', () => charge);

  it('records the refund under way and publishes it before the process ends', () => refund);
});
