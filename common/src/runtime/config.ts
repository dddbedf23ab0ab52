import mongoose from 'mongoose';
import { z } from 'zod';
import { isSigningKey } from '../session/signing-key';

/** A whole number given as text, within bounds. */
export const intSetting = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

/** A switch: `true` or `false`. */
export const booleanSetting = () =>
  z.enum(['true', 'false'], { error: 'must be true or false' }).transform((value) => value === 'true');

/**
 * The address of a server, given as text. The error quotes nothing of it, as it may hold a password.
 * @param shape what is allowed besides being a URL
 * @param example what it has to look like, for the error
 */
export const urlSetting = (shape: RegExp, example: string) =>
  z
    .string({ error: 'is required' })
    .refine((url) => shape.test(url) && URL.canParse(url), `must look like ${example}`);

const mongoUri = z
  .string({ error: 'is required' })
  .regex(/^mongodb(\+srv)?:\/\/[^/\s]+\/[^/?\s]+/, 'must look like mongodb://host:port/database')
  .refine(
    isConnectionString,
    'is not a valid connection string; percent-encode special characters in the user name and password',
  );

/** The driver's own reason can quote parts of the password, so it is not passed on. */
function isConnectionString(uri: string): boolean {
  try {
    new mongoose.mongo.MongoClient(uri); // parses, and does not connect
    return true;
  } catch {
    return false;
  }
}

const otlpProtocol = z
  .enum(['http/json', 'http/protobuf'], { error: 'must be http/json or http/protobuf' })
  .optional();

const NO_KEY = 'must be a secret or a PEM key of the curve P-256';

/** The settings of every service. */
export const serviceSettings = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: intSetting(1, 65535).default(3000),
  /** The address to listen on; all addresses unless set. */
  HOST: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  MONGO_URI: mongoUri,
  /** A secret (HS256), or a PEM key of the curve P-256 (ES256): the private one in auth, else the public one. */
  JWT_KEY: z.string({ error: 'is required' }).refine(isSigningKey, NO_KEY),
  /** The key before the last rotation: verifies sessions, does not sign them. */
  JWT_KEY_PREVIOUS: z.string().refine(isSigningKey, NO_KEY).optional(),
  /** Refuse keys that are too short, instead of warning. */
  STRICT_SECRETS: booleanSetting().default(false),
  /** Where spans go, over OTLP; unset: nowhere. The other OTEL_* variables are read by OpenTelemetry itself. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url('must be a URL').optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url('must be a URL').optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: otlpProtocol,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: otlpProtocol,
  OTEL_SDK_DISABLED: booleanSetting().optional(),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none'], { error: 'must be otlp or none' }).optional(),
  /**
   * The longest shutdown from SIGTERM to the end of the process, in ms; must be shorter than the orchestrator's limit:
   * the manifests grant 45 s, of which `preStop` takes 5 s. A service without work needs up to 3 s to close everything.
   */
  SHUTDOWN_GRACE_MS: intSetting(3000, 600_000).default(35_000),
};

/** The settings of a service that publishes or consumes events. */
export const busSettings = {
  NATS_URL: urlSetting(/^(nats|tls):\/\/[^\s/?#]+$/, 'nats://host:4222'),
  /** `ticketing` everywhere; no default, so a manifest without it fails at start. */
  NATS_CLUSTER_ID: z.string({ error: 'is required' }).regex(/^[\w-]+$/, 'may hold letters, digits, - and _'),
  /** Unique among live processes: in a cluster, the pod's name. */
  NATS_CLIENT_ID: z.string({ error: 'is required' }).regex(/^[\w-]+$/, 'may hold letters, digits, - and _'),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  /** The broker's monitor, for `event_lag_messages`; in a cluster nobody outside the broker's pod reaches it. */
  NATS_MONITOR_URL: urlSetting(/^https?:\/\/[^\s/?#]+$/, 'http://127.0.0.1:8222').optional(),
  /**
   * The most events per second that a republish publishes; a broker confirms some thousands. At least 10: the database
   * closes a cursor that is not read for ten minutes.
   */
  REPUBLISH_PER_SECOND: intSetting(10, 100_000).default(500),
};

/** The parsed settings of every service. */
export type ServiceSettings = z.infer<z.ZodObject<typeof serviceSettings>>;
/** The parsed settings of a service on the bus. */
export type BusSettings = z.infer<z.ZodObject<typeof busSettings>>;

/** At least one setting is missing or malformed; the message names every one of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const MINIMUM_KEY_BYTES = 32;

/**
 * Parses an environment by a schema. An empty variable counts as missing.
 * @throws ConfigError with one line that names every bad variable, without values
 */
export function parseConfig<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  env: NodeJS.ProcessEnv,
): z.infer<z.ZodObject<S>> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  const problems = result.success
    ? []
    : result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  if (given.STRICT_SECRETS === 'true' && Buffer.byteLength(given.JWT_KEY ?? '') < MINIMUM_KEY_BYTES) {
    problems.push(`JWT_KEY must be at least ${MINIMUM_KEY_BYTES} bytes`);
  }
  if (!result.success || problems.length > 0) throw new ConfigError(`bad settings: ${problems.join('; ')}`);
  return result.data;
}

/**
 * Reads a service's settings, once at its start. The only reader of `process.env`. A bad setting ends the process
 * with one line to standard error that names it, and exit code 1.
 */
export function readConfig<S extends z.ZodRawShape>(schema: z.ZodObject<S>): z.infer<z.ZodObject<S>> {
  try {
    return parseConfig(schema, process.env);
  } catch (error) {
    return exitOnConfigError(error);
  }
}

/** Ends the process with exit code 1 and one line to standard error; rethrows any other error. */
export function exitOnConfigError(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
