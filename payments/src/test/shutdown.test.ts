import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createBus, createLogger } from '@datnxecommerce/common';
import {
  CLUSTER_ID,
  eventually,
  freePort,
  outboxOf,
  RealBroker,
  signedIn,
  TEST_JWT_KEY,
  useDatabase,
} from '@datnxecommerce/common/testing';
import mongoose from 'mongoose';
import { Payment } from '../models/payment';
import { aKnownOrder, paymentOf } from './builders';
import { SECRET_KEY, StandIn } from './stand-in';

useDatabase();
jest.setTimeout(60_000);

const ENTRY = path.resolve(__dirname, '../../build/index.js');
/** How long the provider holds its answers: longer than HTTP takes to close with idle connections. */
const STRIPE_MS = 8000;

const standIn = new StandIn();
let broker: RealBroker;
let service: ChildProcess;
let url: string;

const busOf = (NATS_CLIENT_ID: string) => ({
  ...{ NATS_URL: broker.url, NATS_CLUSTER_ID: CLUSTER_ID, NATS_CLIENT_ID },
});

beforeAll(async () => {
  broker = await RealBroker.create();
  await Promise.all([broker.start(), standIn.start()]);
});

beforeEach(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  service = spawn(process.execPath, [ENTRY], {
    env: {
      ...{ PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1', JWT_KEY: TEST_JWT_KEY },
      ...busOf(`payments-${port}`),
      MONGO_URI: `${process.env.TEST_MONGO_URI}/${mongoose.connection.name}`,
      ...{ STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_URL: standIn.url, LOG_LEVEL: 'silent' },
    },
    stdio: 'inherit',
  });
  await eventually(async () => (await fetch(`${url}/readyz`)).ok);
});

afterEach(() => service.kill('SIGKILL'));

afterAll(async () => {
  await Promise.all([broker.remove(), standIn.remove()]);
});

const pay = ({ id: orderId, userId }: { id: string; userId: string }) =>
  fetch(`${url}/api/payments`, {
    method: 'POST',
    headers: { Cookie: signedIn({ id: userId }), 'Content-Type': 'application/json' },
    body: JSON.stringify({ token: 'tok_visa', orderId }),
  });

describe('a shutdown while Stripe is slow', () => {
  it('answers 202 at once, records the charge and publishes it before the process ends', async () => {
    const order = await aKnownOrder();
    await standIn.arm({ fault: 'hang', ms: STRIPE_MS, match: { path: '/v1/charges' } });
    const answer = pay(order);
    await eventually(async () => (await standIn.ledger()).charges.length === 1);
    const exited = once(service, 'exit');
    const told = performance.now();
    service.kill('SIGTERM');
    expect((await answer).status).toBe(202);
    expect(performance.now() - told).toBeLessThan(STRIPE_MS / 2);
    expect(await exited).toEqual([0, null]);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'succeeded', attempt: 1, tries: 1 });
    expect(await outboxOf(Payment)).toEqual([]); // removed once the broker has confirmed the event
  });

  it('records the refund under way and publishes it before the process ends', async () => {
    const order = await aKnownOrder();
    expect((await pay(order)).status).toBe(201);
    await standIn.arm({ fault: 'hang', ms: STRIPE_MS, match: { path: '/v1/refunds' } });
    const bus = createBus(
      { ...busOf('payments-shutdown-test'), REPUBLISH_PER_SECOND: 1 },
      createLogger('test', 'silent'),
    );
    bus.connect();
    await bus.publish('order:cancelled', JSON.stringify({ id: order.id, version: 1 }));
    await bus.close();
    await eventually(async () => (await standIn.ledger()).refunds.length === 1);
    const exited = once(service, 'exit');
    service.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'refunded', refundAttempt: 1, tries: 1 });
    expect(await outboxOf(Payment)).toEqual([]);
  });
});
