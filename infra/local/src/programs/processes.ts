import path from 'node:path';
import { TIERS, baseSpec } from './base-spec';
import { hasUsers } from './database-users';
import { faultsFileOf } from '../faults/drop-plan';
import { EVENTS_PATH } from '../explorer/explorer-pages';
import type { ProcessSpec } from '../supervisor/managed-process';
import {
  INSPECT_PORTS,
  type Plan,
  databaseFolder,
  databaseName,
  mongoUri,
  portOf,
  replicaNames,
  sandboxUrl,
  startProbe,
  urlOf,
} from '../plan';
import { prometheusSpec } from './prometheus';
import { httpProbe } from '../supervisor/readiness';
import { secretsOf } from '../data/secrets';
import { type Binaries, mongodSpec, natsStreamingSpec } from './server-specs';
import { CLIENT, SERVICES, type Service } from '../services';
import { REPOSITORY, type StripeKeys } from '../settings';

/** Where the sandbox's browser script and the rest of its public side live, here and at the gateway. */
export const SANDBOX_PATH = '/sandbox/stripe';

/** A service ends in order before the stop kills it; its tier is asked to stop after the client has stopped. */
const SERVICE_GRACE_MS = 5_000;

/**
 * Of a service's heap 35 MiB are alive; without a limit like that of its container the garbage would come to thrice as
 * much. Not for the Stripe sandbox, which keeps its books in memory.
 */
const SERVICE_FLAGS = ['--max-old-space-size=192'];

/** What the fault switch for deliveries acts by. */
const DROPPED_DELIVERIES = path.join(REPOSITORY, 'infra/local/build/faults/dropped-deliveries.js');

/** Every process of the shop, in the order in which it reads best; they may start all at once. */
export function planProcesses(plan: Plan, binaries: Binaries): ProcessSpec[] {
  return [
    ...SERVICES.map(({ name }) => mongodSpec(plan, binaries, name)),
    natsStreamingSpec(plan, binaries),
    ...(plan.settings.stripe === undefined ? [stripeSandbox(plan)] : []),
    ...SERVICES.flatMap((service) =>
      replicaNames(plan.settings, service.name).map((process) => serviceProcess(plan, service, process)),
    ),
    clientProcess(plan),
    ...(plan.prometheus ? [prometheusSpec(plan, plan.prometheus)] : []),
    ...(plan.isDev ? [compiler(plan)] : []),
  ];
}

function stripeSandbox(plan: Plan): ProcessSpec {
  const { stripeSecretKey, stripePublishableKey } = plan.secrets;
  return {
    ...baseSpec(plan, 'stripe', TIERS.broker, {
      NODE_ENV: 'production',
      PORT: String(portOf(plan, 'stripe')),
      HOST: '127.0.0.1',
      DATA_DIR: path.join(plan.settings.dataDir, 'stripe'),
      STRIPE_SECRET_KEY: stripeSecretKey,
      STRIPE_PUBLISHABLE_KEY: stripePublishableKey,
      CONTROL_SECRET: plan.controlSecret,
    }),
    ...nodeProgram(plan, 'build/index.js'),
    cwd: path.join(REPOSITORY, 'infra/stripe'),
    sources: [path.join(REPOSITORY, 'infra/stripe/src')],
    ready: httpProbe(`${urlOf(plan, 'stripe')}/healthz`),
  };
}

function serviceProcess(plan: Plan, { name, stripe, mail, settings }: Service, process: string): ProcessSpec {
  const { secrets } = plan;
  const sandbox = sandboxUrl(plan);
  return {
    ...baseSpec(plan, process, TIERS.service, {
      NODE_ENV: plan.isDev ? 'development' : 'production',
      PORT: String(portOf(plan, process)),
      HOST: '127.0.0.1',
      JWT_KEY: secrets.jwtKey,
      SHUTDOWN_GRACE_MS: String(SERVICE_GRACE_MS),
      MONGO_URI: mongoUri(plan, name),
      NATS_URL: `nats://127.0.0.1:${portOf(plan, 'nats')}`,
      NATS_USER: name,
      NATS_PASSWORD: secretsOf(secrets, name).natsPassword,
      NATS_MONITOR_URL: urlOf(plan, 'nats-monitor'),
      NATS_CLUSTER_ID: 'ticketing',
      NATS_CLIENT_ID: `${process}-local`,
      FAULTS_FILE: faultsFileOf(plan.settings.dataDir),
      ...(stripe && { STRIPE_SECRET_KEY: stripeKeys(plan).secretKey }),
      ...(stripe && sandbox !== undefined && { STRIPE_API_URL: sandbox }),
      ...(mail && { SMTP_URL: plan.mail.smtpUrl, SHOP_URL: plan.shopUrl }),
      ...unlessGiven(settings),
    }),
    ...nodeProgram(plan, 'build/index.js', [
      ...(plan.isDev ? [] : SERVICE_FLAGS),
      ...inspectFlags(plan, process),
      ...['--require', DROPPED_DELIVERIES],
    ]),
    cwd: path.join(REPOSITORY, name),
    sources: [path.join(REPOSITORY, 'common/src'), path.join(REPOSITORY, name, 'src')],
    ready: startProbe(plan, process),
    // A broker that still starts would cost warnings. A database at its first start has no users, which ends a service.
    after: ['nats', ...(hasUsers(databaseFolder(plan, name)) ? [] : [databaseName(name)])],
  };
}

/** The local stack's own defaults; the user's environment wins. */
const unlessGiven = (settings: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => process.env[name] === undefined));

/** Only the first process of a service has a debugger's port. */
export function inspectFlags({ isInspected }: Pick<Plan, 'isInspected'>, process: string): string[] {
  const port = INSPECT_PORTS[process];
  return isInspected && port !== undefined ? [`--inspect=127.0.0.1:${port}`] : [];
}

function clientProcess(plan: Plan): ProcessSpec {
  // With several processes of a service the gateway knows which of them serve, as a Service of a cluster does.
  const urlFor = (name: string) => (plan.settings.replicas === 1 ? urlOf(plan, name) : plan.gatewayUrl);
  const serviceUrls = SERVICES.map(({ name }) => [`${name.toUpperCase()}_URL`, urlFor(name)] as const);
  return {
    ...baseSpec(plan, CLIENT.name, TIERS.client, {
      NODE_ENV: plan.isDev ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(portOf(plan, CLIENT.name)),
      HOST: '127.0.0.1',
      NEXT_PUBLIC_STRIPE_KEY: stripeKeys(plan).publishableKey,
      ...(sandboxUrl(plan) !== undefined && {
        STRIPE_JS_URL: `${SANDBOX_PATH}/v3.js`,
        STRIPE_SANDBOX: 'true',
      }),
      EVENTS_PATH,
      ...Object.fromEntries(serviceUrls),
    }),
    // Next.js watches its own files in development.
    command: process.execPath,
    args: ['server.js'],
    cwd: path.join(REPOSITORY, 'client'),
    ready: startProbe(plan, CLIENT.name),
  };
}

/** In development: checks the types of all packages. The services do not wait for it (src/dev). */
function compiler(plan: Plan): ProcessSpec {
  const project = path.join(REPOSITORY, 'infra/local/tsconfig.stack.json');
  return {
    ...baseSpec(plan, 'tsc', TIERS.client),
    command: process.execPath,
    args: [require.resolve('typescript/bin/tsc'), '-b', '--watch', '--preserveWatchOutput', project],
    ready: () => Promise.resolve(true),
  };
}

function nodeProgram(
  plan: Plan,
  script: string,
  flags: readonly string[] = [],
): Pick<ProcessSpec, 'command' | 'args'> {
  // A quarter of Node's young generation: less costs CPU time (a tenth of a request at 2 MiB), more costs memory.
  const modeFlag = plan.isDev ? '--enable-source-maps' : '--max-semi-space-size=4';
  return { command: process.execPath, args: [modeFlag, ...flags, script] };
}

function stripeKeys({ settings, secrets }: Plan): StripeKeys {
  return (
    settings.stripe ?? { secretKey: secrets.stripeSecretKey, publishableKey: secrets.stripePublishableKey }
  );
}
