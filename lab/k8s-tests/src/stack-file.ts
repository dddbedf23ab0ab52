import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Stack } from '../../../infra/events/src/stack';

/** Where a run keeps what it makes: no part of the repository. */
export const WORK = path.resolve(__dirname, '../../../artifacts/k8s-tests');

const FILE = path.join(WORK, 'stack.json');

/** Writes where this shop is, for the shoppers of infra/e2e and the auditor, as a running local stack does. */
export function writeStack({
  gateway,
  mongo = {},
  stripe = { url: '' },
}: {
  gateway: string;
  mongo?: Record<string, string>;
  stripe?: Stack['stripe'];
}): void {
  const stack: Stack = {
    gateway: { http: gateway, https: gateway, ca: '' },
    nats: { url: '', clusterId: 'ticketing', user: '', pass: '', monitor: '' },
    mongo,
    stripe,
    services: {},
    processes: {},
  };
  mkdirSync(WORK, { recursive: true });
  writeFileSync(FILE, JSON.stringify(stack, null, 2));
  process.env.SHOP_STACK_FILE = FILE;
}
