import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Stack } from '@ecommerce/events/stack';
import { writeAtomically } from './data/files';
import { MAILBOX_PATH } from './mailbox/mailbox';
import { SANDBOX_ROOT } from './pages/layout';
import { type Plan, mongoUri, replicaNames, sandboxUrl, urlOf } from './plan';
import { PROMETHEUS } from './programs/prometheus';
import { CLIENT, SERVICES } from './services';

/** Describes a plan and its process numbers as a stack. */
export function describeStack(plan: Plan, gateway: Stack['gateway'], pids: Record<string, number>): Stack {
  const natsUrl = new URL(urlOf(plan, 'nats'));
  const services = SERVICES.flatMap(({ name }) => replicaNames(plan.settings, name));
  return {
    gateway,
    nats: {
      url: `nats://${natsUrl.host}`,
      clusterId: 'ticketing',
      user: plan.secrets.natsUser,
      pass: plan.secrets.natsPassword,
      monitor: urlOf(plan, 'nats-monitor'),
    },
    mongo: Object.fromEntries(SERVICES.map(({ name }) => [name, mongoUri(plan, name)])),
    stripe: describeStripe(plan),
    mail: { url: `${plan.mail.url}${MAILBOX_PATH}` },
    dashboard: { url: `${gateway.http}${SANDBOX_ROOT}/` },
    ...(plan.prometheus && { prometheus: { url: urlOf(plan, PROMETHEUS) } }),
    services: Object.fromEntries(
      [...services, CLIENT.name].map((name) => [name, { url: urlOf(plan, name), pid: pids[name] ?? null }]),
    ),
    processes: { supervisor: process.pid, ...pids },
  };
}

function describeStripe(plan: Plan): Stack['stripe'] {
  const url = sandboxUrl(plan);
  if (url === undefined) return { url: 'https://api.stripe.com' };
  return { url, control: { url: `${url}/_control`, secret: plan.controlSecret } };
}

/** Keeps `stack.json` as long as the shop is ready: written whole each time. */
export class StackFile {
  readonly file: string;
  #isRemoved = false;

  constructor(dataDir: string) {
    this.file = path.join(dataDir, 'stack.json');
  }

  /** Writes the newest state. */
  write(stack: Stack): void {
    if (!this.#isRemoved) writeAtomically(this.file, `${JSON.stringify(stack, null, 2)}\n`);
  }

  /** Removes the file for good: the shop is no longer ready. */
  remove(): void {
    this.#isRemoved = true;
    rmSync(this.file, { force: true });
  }
}
