import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, signedIn, TEST_JWT_KEY, useDatabase } from '@datnxecommerce/common/testing';
import mongoose from 'mongoose';
import { aKnownOrder, paymentOf } from './builders';
import { StandIn } from './stand-in';

useDatabase();
jest.setTimeout(60_000);

const ENTRY = path.resolve(__dirname, '../../build/index.js');
const standIn = new StandIn();
let service: ChildProcess;
let url: string;
let log = '';

const isReady = (): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

beforeAll(async () => {
  await standIn.start();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  service = spawn(process.execPath, [ENTRY], {
    env: {
      ...{ PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1', JWT_KEY: TEST_JWT_KEY },
      ...{ NATS_URL: 'nats://127.0.0.1:1', NATS_CLUSTER_ID: 'ticketing', NATS_CLIENT_ID: 'payments' },
      MONGO_URI: `${process.env.TEST_MONGO_URI}/${mongoose.connection.name}`,
      ...{ STRIPE_SECRET_KEY: 'sk_test_xxx', STRIPE_API_URL: standIn.url },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  service.stdout?.on('data', (piece: Buffer) => (log += piece.toString()));
  while (!(await isReady())) await sleep(50);
});

afterAll(async () => {
  service.kill('SIGKILL');
  await standIn.remove();
});

describe("payments with the documents' placeholder key", () => {
  it('starts, answers each charge with 503, charges nothing, and logs that Stripe refuses the key', async () => {
    const order = await aKnownOrder();
    const headers = { 'Content-Type': 'application/json', Cookie: signedIn({ id: order.userId }) };
    const body = JSON.stringify({ token: 'tok_visa', orderId: order.id });
    for (const attempt of [1, 2]) {
      const answer = await fetch(`${url}/api/payments`, { method: 'POST', headers, body });
      expect([attempt, answer.status]).toEqual([attempt, 503]);
    }
    expect(await paymentOf(order.id)).toMatchObject({ status: 'declined' });
    expect((await standIn.ledger()).charges).toEqual([]);
    expect(log).toMatch(/"reason":"StripeAuthenticationError 401[^"]*: STRIPE_SECRET_KEY is wrong"/);
    expect(log).toContain('ALERT: Stripe does not accept our key or request');
    expect(log).not.toContain('sk_test_xxx');
  });
});
