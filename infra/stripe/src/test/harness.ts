import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { Router } from 'express';
import Stripe from 'stripe';
import { buildApp } from '../http/app';
import { openSandbox } from '../sandbox';

export const SECRET_KEY = 'sk_test_sandbox';
export const PUBLISHABLE_KEY = 'pk_test_sandbox';
export const CONTROL_SECRET = 'control-secret-of-tests';

/** Stripe's own client, pointed at the sandbox; it repeats nothing by default. */
export const clientFor = (
  port: number,
  options: { maxNetworkRetries?: number; timeout?: number } = {},
): Stripe =>
  new Stripe(SECRET_KEY, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, ...options });

/** A new data folder; `remove` it at the end. */
export async function dataFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'stripe-sandbox-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

interface Options {
  dataDir: string;
  now?: () => number;
  /** Pages beside the sandbox, on the same origin. */
  pages?: Router;
  /** The address that all callers seem to come from. */
  callersFrom?: string;
}

export interface RunningSandbox {
  port: number;
  url: string;
  stripe: Stripe;
  control: ReturnType<typeof controlOf>;
  stop: () => Promise<void>;
}

/** The sandbox in this process, on a free port. */
export async function startSandbox({ dataDir, now, pages, callersFrom }: Options): Promise<RunningSandbox> {
  const keys = { secretKey: SECRET_KEY, publishableKey: PUBLISHABLE_KEY, controlSecret: CONTROL_SECRET };
  const sandbox = await openSandbox({ dataDir, ...keys }, { now });
  const server = await new Promise<Server>((resolve) => {
    const app = express().use(pages ?? Router(), buildApp(sandbox));
    const listening: Server = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  if (callersFrom !== undefined) {
    server.on('connection', (socket) =>
      Object.defineProperty(socket, 'remoteAddress', { value: callersFrom }),
    );
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    port,
    url,
    stripe: clientFor(port),
    control: controlOf(url),
    stop: async () => {
      sandbox.faults.clear();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await sandbox.ledger.close();
    },
  };
}

interface LedgerView {
  charges: Stripe.Charge[];
  refunds: Stripe.Refund[];
}

/** The control plane as tests use it. */
export function controlOf(url: string) {
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}/_control${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${CONTROL_SECRET}` },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as unknown };
  };
  return {
    call,
    arm: (fault: object) => call('POST', '/faults', fault),
    disarm: () => call('DELETE', '/faults'),
    reset: () => call('POST', '/reset'),
    ledger: async () => (await call('GET', '/ledger')).body as LedgerView,
  };
}

/** The error that a call is expected to end with. */
export async function errorOf(
  promise: Promise<unknown>,
): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('expected an error of Stripe, but the call succeeded');
}

/** A charge that succeeds, but for what a test says about it. */
export const aCharge = (more: Stripe.ChargeCreateParams = {}): Stripe.ChargeCreateParams => ({
  amount: 1999,
  currency: 'usd',
  source: 'tok_visa',
  ...more,
});

/** Card data as a form of Stripe.js sends it. */
export const aCard = (more: Partial<Stripe.TokenCreateParams.Card> = {}): Stripe.TokenCreateParams => ({
  card: {
    number: '4242424242424242',
    exp_month: '12',
    exp_year: String(new Date().getUTCFullYear() + 3),
    cvc: '123',
    ...more,
  },
});

/** Waits until something is so. @throws Error after five seconds */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries += 1) {
    if (tries === 250) throw new Error('waited five seconds in vain');
    await sleep(20);
  }
}
