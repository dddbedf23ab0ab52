import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lookForFullDisk, repairBeforeStart } from './broker-store';
import type { ProcessSpec } from './managed-process';
import {
  INSPECT_PORTS,
  type Plan,
  databaseName,
  mongoUri,
  portOf,
  replicaNames,
  sandboxUrl,
  startProbe,
  urlOf,
} from './plan';
import { httpProbe, tcpProbe } from './readiness';
import { CLIENT, SERVICES, type Service } from './services';
import { REPOSITORY, type StripeKeys } from './settings';

/** Where the sandbox's browser script and the rest of its public side live, here and at the gateway. */
export const SANDBOX_PATH = '/sandbox/stripe';

/** Where the real servers are. */
export interface Binaries {
  mongod: string;
  natsStreaming: string;
}

/** The stop in its order: each tier's limit is counted from the beginning of the stop, the whole takes under 10 s. */
const TIERS = {
  client: { tier: 1, stopWithinMs: 2_500 },
  service: { tier: 2, stopWithinMs: 6_500 },
  broker: { tier: 3, stopWithinMs: 8_000 },
  database: { tier: 4, stopWithinMs: 9_500 },
};

/** A service ends in order before the stop kills it; its tier is asked to stop after the client has stopped. */
const SERVICE_GRACE_MS = 5_000;

/**
 * Of a service's heap 35 MiB are alive; without a limit like that of its container the garbage would come to thrice as
 * much. Not for the Stripe sandbox, which keeps its books in memory.
 */
const SERVICE_FLAGS = ['--max-old-space-size=192'];

/** Every process of the shop, in the order in which it reads best; they may start all at once. */
export function planProcesses(plan: Plan, binaries: Binaries): ProcessSpec[] {
  return [
    ...SERVICES.map(({ name }) => mongod(plan, binaries, name)),
    natsStreaming(plan, binaries),
    ...(plan.settings.stripe === undefined ? [stripeSandbox(plan)] : []),
    ...SERVICES.flatMap((service) =>
      replicaNames(plan.settings, service.name).map((process) => serviceProcess(plan, service, process)),
    ),
    clientProcess(plan),
    ...(plan.isDev ? [compiler(plan)] : []),
  ];
}

function mongod(plan: Plan, binaries: Binaries, service: string): ProcessSpec {
  const name = databaseName(service);
  const folder = path.join(plan.settings.dataDir, 'mongo', service);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const port = portOf(plan, name);
  return {
    ...common(plan, name, TIERS.database),
    command: binaries.mongod,
    args: [
      ...['--dbpath', folder, '--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket'],
      // Little memory, and no diagnostic sampling: five of them share one machine.
      ...[
        '--wiredTigerCacheSizeGB',
        '0.25',
        '--quiet',
        '--setParameter',
        'diagnosticDataCollectionEnabled=false',
      ],
    ],
    ready: tcpProbe(port),
  };
}

function natsStreaming(plan: Plan, binaries: Binaries): ProcessSpec {
  const folder = path.join(plan.settings.dataDir, 'nats');
  const { natsUser, natsPassword } = plan.secrets;
  // In a file and not among the arguments, which every user of the machine can read.
  const credentials = path.join(folder, 'credentials.conf');
  writeFileSync(credentials, `authorization { user: "${natsUser}", password: "${natsPassword}" }\n`, {
    mode: 0o600,
  });
  const spec = common(plan, 'nats', TIERS.broker);
  const store = path.join(folder, 'store');
  const args = [
    ...['-c', credentials, '-a', '127.0.0.1', '-p', String(portOf(plan, 'nats'))],
    ...['-m', String(portOf(plan, 'nats-monitor')), '-cid', 'ticketing', '-st', 'FILE', '--dir', store],
    ...['-mm', '0', '-mb', '0', '-ma', '168h', '-hbi', '5s', '-hbt', '5s', '-hbf', '2'],
  ];
  const repair = repairBeforeStart(store, spec.logFile);
  return {
    ...spec,
    command: binaries.natsStreaming,
    args: () => [...args, ...repair()],
    stuck: lookForFullDisk(store, spec.logFile),
    ready: httpProbe(`${urlOf(plan, 'nats-monitor')}/streaming/serverz`),
  };
}

function stripeSandbox(plan: Plan): ProcessSpec {
  const { stripeSecretKey, stripePublishableKey } = plan.secrets;
  return {
    ...common(plan, 'stripe', TIERS.broker, {
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
    ...common(plan, process, TIERS.service, {
      NODE_ENV: plan.isDev ? 'development' : 'production',
      PORT: String(portOf(plan, process)),
      HOST: '127.0.0.1',
      JWT_KEY: secrets.jwtKey,
      SHUTDOWN_GRACE_MS: String(SERVICE_GRACE_MS),
      MONGO_URI: mongoUri(plan, name),
      NATS_URL: `nats://127.0.0.1:${portOf(plan, 'nats')}`,
      NATS_USER: secrets.natsUser,
      NATS_PASSWORD: secrets.natsPassword,
      NATS_CLUSTER_ID: 'ticketing',
      NATS_CLIENT_ID: `${process}-local`,
      ...(stripe && { STRIPE_SECRET_KEY: stripeKeys(plan).secretKey }),
      ...(stripe && sandbox !== undefined && { STRIPE_API_URL: sandbox }),
      ...(mail && { SMTP_URL: plan.mail.smtpUrl, SHOP_URL: plan.shopUrl }),
      ...settings,
    }),
    ...nodeProgram(plan, 'build/index.js', [
      ...(plan.isDev ? [] : SERVICE_FLAGS),
      ...inspectFlags(plan, process),
    ]),
    cwd: path.join(REPOSITORY, name),
    sources: [path.join(REPOSITORY, 'common/src'), path.join(REPOSITORY, name, 'src')],
    ready: startProbe(plan, process),
  };
}

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
    ...common(plan, CLIENT.name, TIERS.client, {
      NODE_ENV: plan.isDev ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(portOf(plan, CLIENT.name)),
      HOST: '127.0.0.1',
      NEXT_PUBLIC_STRIPE_KEY: stripeKeys(plan).publishableKey,
      ...(sandboxUrl(plan) !== undefined && {
        STRIPE_JS_URL: `${SANDBOX_PATH}/v3.js`,
        STRIPE_SANDBOX: 'true',
      }),
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
    ...common(plan, 'tsc', TIERS.client),
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
  // Other processes allocate little at a time: a small young generation saves a tenth of their memory.
  const modeFlag = plan.isDev ? '--enable-source-maps' : '--max-semi-space-size=2';
  return { command: process.execPath, args: [modeFlag, ...flags, script] };
}

function common(
  plan: Plan,
  name: string,
  limits: { tier: number; stopWithinMs: number },
  env: NodeJS.ProcessEnv = {},
): Omit<ProcessSpec, 'command' | 'args' | 'ready'> {
  return {
    name,
    cwd: REPOSITORY,
    env: { ...inheritedEnvironment(process.env), ...env },
    logFile: path.join(plan.settings.dataDir, 'logs', `${name}.log`),
    ...limits,
  };
}

/** What a process gets of the user's environment: all but what is meant for one of them, or for npm. */
export function inheritedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) =>
      !/^(SHOP_|STRIPE_|NEXT_PUBLIC_|NATS_|MONGO_URI$|JWT_KEY|PORT$|HOST$|npm_|INIT_CWD$)/.test(name),
  );
  return Object.fromEntries(kept);
}

function stripeKeys({ settings, secrets }: Plan): StripeKeys {
  return (
    settings.stripe ?? { secretKey: secrets.stripeSecretKey, publishableKey: secrets.stripePublishableKey }
  );
}
