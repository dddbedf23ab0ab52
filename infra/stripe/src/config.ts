import { z } from 'zod';

const required = (shape: string) => z.string({ error: `is missing (${shape})` });
const key = (prefix: string) =>
  required(`${prefix}_test_…`).regex(
    new RegExp(`^${prefix}_test_\\w+$`),
    `is malformed (${prefix}_test_…; the sandbox takes no live key)`,
  );
const PORT_SHAPE = 'a port from 0 to 65535, 0 for any free one';

const schema = z.object({
  /** By default only this machine reaches it: its keys are known to everybody who reads the documentation. */
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'is malformed (an address to listen on)')
    .default('127.0.0.1'),
  PORT: required(PORT_SHAPE)
    .regex(/^\d{1,5}$/, `is malformed (${PORT_SHAPE})`)
    .transform(Number)
    .refine((port) => port <= 65_535, `is malformed (${PORT_SHAPE})`),
  DATA_DIR: required('the folder of the journal'),
  STRIPE_SECRET_KEY: key('sk'),
  STRIPE_PUBLISHABLE_KEY: key('pk'),
  CONTROL_SECRET: z
    .string()
    .regex(/^[\w-]{16,}$/, 'is malformed (16 or more letters and digits)')
    .optional(),
});

/** The settings of the sandbox, checked. */
export interface Settings {
  /** The address to listen on. */
  host: string;
  /** 0 means any free port. */
  port: number;
  dataDir: string;
  secretKey: string;
  publishableKey: string;
  /** What tools send to the control plane; without it every request there is refused. */
  controlSecret?: string;
}

/**
 * Reads the settings; an empty variable counts as missing.
 * @throws Error whose one line names every bad variable, and no value
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (!result.success) {
    const problems = new Map(result.error.issues.map(({ path, message }) => [path.join('.'), message]));
    throw new Error([...problems].map(([name, message]) => `${name} ${message}`).join('; '));
  }
  const { HOST, PORT, DATA_DIR, STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, CONTROL_SECRET } = result.data;
  return {
    host: HOST,
    port: PORT,
    dataDir: DATA_DIR,
    secretKey: STRIPE_SECRET_KEY,
    publishableKey: STRIPE_PUBLISHABLE_KEY,
    controlSecret: CONTROL_SECRET,
  };
}
