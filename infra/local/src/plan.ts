import path from 'node:path';
import { type Probe, checksProbe, httpProbe } from './supervisor/readiness';
import { type Secrets, secretsOf } from './data/secrets';
import { CLIENT, SERVICES } from './services';
import type { Settings } from './settings';

/** What every process needs to know of the others. */
export interface Plan {
  settings: Settings;
  secrets: Secrets;
  /** Port by process name; the broker's monitor is `nats-monitor`. */
  ports: ReadonlyMap<string, number>;
  isDev: boolean;
  /** The first process of each service listens for a debugger. */
  isInspected: boolean;
  /** The program that monitors the shop, if one was asked for and found. */
  prometheus?: string;
  /** Of the Stripe sandbox's control plane; new at each start. */
  controlSecret: string;
  /** The gateway on plain http. */
  gatewayUrl: string;
  /** The gateway in the links of mails: on plain http, because a browser may not trust the certificate. */
  shopUrl: string;
  /** Where mail is sent to, and where it can be read. */
  mail: { smtpUrl: string; url: string };
}

/** Names of all ports that have to be found before anything starts. */
export function portNames(settings: Settings): string[] {
  return [
    ...SERVICES.flatMap(({ name }) => replicaNames(settings, name)),
    ...SERVICES.map(({ name }) => databaseName(name)),
    CLIENT.name,
    'nats',
    'nats-monitor',
    ...(settings.stripe === undefined ? ['stripe'] : []),
  ];
}

/** The process name of a service's database, like the manifest's. */
export function databaseName(service: string): string {
  return `${service}-mongo`;
}

/** The process names of a service: `orders`, `orders-2`, … */
export function replicaNames({ replicas }: Settings, service: string): string[] {
  return Array.from({ length: replicas }, (_, index) => (index === 0 ? service : `${service}-${index + 1}`));
}

const FIRST_INSPECT_PORT = 9231;

/** The debugger's port of each service. They are fixed, so that editors can name them (.vscode/launch.json). */
export const INSPECT_PORTS: Readonly<Record<string, number>> = Object.fromEntries(
  SERVICES.map(({ name }, index) => [name, FIRST_INSPECT_PORT + index]),
);

/** Base URL of a process that speaks HTTP. */
export function urlOf(plan: Pick<Plan, 'ports'>, name: string): string {
  return `http://127.0.0.1:${portOf(plan, name)}`;
}

/** The URI that a service gets: a write is answered once it is durable (journaled). */
export function mongoUri(plan: Plan, service: string): string {
  const { mongoPassword } = secretsOf(plan.secrets, service);
  const host = `127.0.0.1:${portOf(plan, databaseName(service))}`;
  return `mongodb://${service}:${mongoPassword}@${host}/${service}?w=majority&journal=true`;
}

/** Where a service's database keeps its data. */
export function databaseFolder({ settings }: Plan, service: string): string {
  return path.join(settings.dataDir, 'mongo', service);
}

/** The Stripe API that payments talks to; nothing means Stripe's own. */
export function sandboxUrl(plan: Plan): string | undefined {
  return plan.settings.stripe === undefined ? urlOf(plan, 'stripe') : undefined;
}

/** Says whether a process of a service can serve requests, with or without a broker. */
export function serviceProbe(plan: Pick<Plan, 'ports'>, process: string): Probe {
  return httpProbe(`${urlOf(plan, process)}/readyz`);
}

/** Says whether a process has everything it needs: the shop is announced only once events flow as well. */
export function startProbe(plan: Pick<Plan, 'ports'>, process: string): Probe {
  return checksProbe(`${urlOf(plan, process)}/readyz`);
}

/** @throws Error for a process that no port was found for */
export function portOf({ ports }: Pick<Plan, 'ports'>, name: string): number {
  const port = ports.get(name);
  if (port === undefined) throw new Error(`no port was found for ${name}`);
  return port;
}
