import { once } from 'node:events';
import { createBus, createLogger } from '@datnxecommerce/common';
import { CLUSTER_ID, eventually, outboxOf, RealBroker, useDatabase } from '@datnxecommerce/common/testing';
import { Payment } from '../models/payment';
import { aKnownOrder, paymentOf } from './builders';
import { startPayments, type PaymentsProcess } from './payments-process';
import { SECRET_KEY, Sandbox } from './sandbox';

useDatabase();
jest.setTimeout(60_000);

/** How long the provider holds its answers: longer than HTTP takes to close with idle connections. */
const STRIPE_MS = 8000;

const standIn = new Sandbox();
let broker: RealBroker;
let service: PaymentsProcess;

beforeAll(async () => {
  broker = await RealBroker.create();
  await Promise.all([broker.start(), standIn.start()]);
});

beforeEach(async () => {
  service = await startPayments({
    NATS_URL: broker.url,
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_API_URL: standIn.url,
    LOG_LEVEL: 'silent',
  });
});

afterEach(() => service.child.kill('SIGKILL'));

afterAll(async () => {
  await Promise.all([broker.remove(), standIn.remove()]);
});

describe('a shutdown while Stripe is slow', () => {
  it('answers 202 at once, records the charge and publishes it before the process ends', async () => {
    const order = await aKnownOrder();
    await standIn.arm({ fault: 'hang', ms: STRIPE_MS, match: { path: '/v1/charges' } });
    const answer = service.pay(order);
    await eventually(async () => (await standIn.ledger()).charges.length === 1);
    const exited = once(service.child, 'exit');
    const stoppedAt = performance.now();
    service.child.kill('SIGTERM');
    expect((await answer).status).toBe(202);
    expect(performance.now() - stoppedAt).toBeLessThan(STRIPE_MS / 2);
    expect(await exited).toEqual([0, null]);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'succeeded', attempt: 1, tries: 1 });
    expect(await outboxOf(Payment)).toEqual([]); // removed once the broker has confirmed the event
  });

  it('records the refund under way and publishes it before the process ends', async () => {
    const order = await aKnownOrder();
    expect((await service.pay(order)).status).toBe(201);
    await standIn.arm({ fault: 'hang', ms: STRIPE_MS, match: { path: '/v1/refunds' } });
    const settings = { NATS_URL: broker.url, NATS_CLUSTER_ID: CLUSTER_ID, NATS_CLIENT_ID: 'shutdown-test' };
    const bus = createBus({ ...settings, REPUBLISH_PER_SECOND: 1 }, createLogger('test', 'silent'));
    bus.connect();
    await bus.publish('order:cancelled', JSON.stringify({ id: order.id, version: 1 }));
    await bus.close();
    await eventually(async () => (await standIn.ledger()).refunds.length === 1);
    const exited = once(service.child, 'exit');
    service.child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'refunded', refundAttempt: 1, tries: 1 });
    expect(await outboxOf(Payment)).toEqual([]);
  });
});
