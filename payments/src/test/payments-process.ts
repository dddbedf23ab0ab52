import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { eventually, freePort, signedIn, TEST_JWT_KEY } from '@datnxecommerce/common/testing';
import mongoose from 'mongoose';

const ENTRY = path.resolve(__dirname, '../../build/index.js');

/** Several may start at the same time on a busy machine. */
const START_MS = 45_000;

const started: ChildProcess[] = [];
// One that never became ready has no other owner, and jest does not exit while it runs.
afterAll(() => started.forEach((child) => child.kill('SIGKILL')));

/** The service as a process, on the database of the test. */
export interface PaymentsProcess {
  child: ChildProcess;
  /** What it has logged so far. */
  log(): string;
  pay(order: { id: string; userId: string }): Promise<Response>;
}

/**
 * Starts the service and waits until it is ready. Without other settings it has no broker.
 * @param clockAheadMs how far its wall clock is ahead
 */
export async function startPayments(
  settings: Record<string, string>,
  { clockAheadMs = 0 } = {},
): Promise<PaymentsProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--import', shiftedClock(clockAheadMs), ENTRY], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      HOST: '127.0.0.1',
      JWT_KEY: TEST_JWT_KEY,
      NATS_URL: 'nats://127.0.0.1:1',
      NATS_CLUSTER_ID: 'ticketing',
      NATS_CLIENT_ID: `payments-${port}`,
      MONGO_URI: `${process.env.TEST_MONGO_URI}/${mongoose.connection.name}`,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  let log = '';
  child.stdout.on('data', (piece: Buffer) => (log += piece.toString()));
  await eventually(async () => (await fetch(`${url}/readyz`)).ok, START_MS);
  const pay: PaymentsProcess['pay'] = ({ id: orderId, userId }) =>
    fetch(`${url}/api/payments`, {
      method: 'POST',
      headers: { Cookie: signedIn({ id: userId }), 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: 'tok_visa', orderId }),
    });
  return { child, log: () => log, pay };
}

/** A module that moves the wall clock of the process that imports it. */
const shiftedClock = (ms: number): string =>
  `data:text/javascript,${encodeURIComponent(`
    const RealDate = Date;
    globalThis.Date = class Date extends RealDate {
      constructor(...given) { super(...(given.length > 0 ? given : [Date.now()])); }
      static now() { return RealDate.now() + ${ms}; }
    };`)}`;
