import path from 'node:path';
import { UserError } from '@ecommerce/events/user-error';

/** The root of the repository, from `src` as from `build`. */
export const REPOSITORY = path.resolve(__dirname, '../../..');

/** Keys for the real Stripe. */
export interface StripeKeys {
  secretKey: string;
  publishableKey: string;
}

/** What a user may set, checked. */
export interface Settings {
  dataDir: string;
  /** 0 means any free port. */
  httpPort: number;
  httpsPort: number;
  /** How many processes each service has. */
  replicas: number;
  /** Without keys the sandbox takes Stripe's place. */
  stripe?: StripeKeys;
  /** The keys are those of the documents, which stand for the user's own. */
  hasPlaceholderKeys: boolean;
}

/**
 * Reads the settings from the environment.
 * @throws UserError with one line that names every setting that is wrong
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const wrong: string[] = [];
  const settings: Settings = {
    dataDir: path.resolve(REPOSITORY, env.SHOP_DATA_DIR || '.local'),
    httpPort: readPort(env, 'SHOP_HTTP_PORT', 8080, wrong),
    httpsPort: readPort(env, 'SHOP_HTTPS_PORT', 8443, wrong),
    replicas: readReplicas(env, wrong),
    ...readStripe(env, wrong),
  };
  if (settings.httpPort !== 0 && settings.httpPort === settings.httpsPort) {
    wrong.push(`SHOP_HTTP_PORT and SHOP_HTTPS_PORT are both ${settings.httpPort}`);
  }
  if (wrong.length > 0) throw new UserError(wrong.join('; '), 1);
  return settings;
}

function readPort(env: NodeJS.ProcessEnv, name: string, fallback: number, wrong: string[]): number {
  const given = env[name];
  if (!given) return fallback;
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given);
  wrong.push(`${name} must be a port between 1 and 65535 (0 for any free one), not "${given}"`);
  return fallback;
}

function readReplicas(env: NodeJS.ProcessEnv, wrong: string[]): number {
  const given = env.SHOP_REPLICAS || '1';
  if (/^[1-5]$/.test(given)) return Number(given);
  wrong.push(`SHOP_REPLICAS must be a whole number from 1 to 5, not "${given}"`);
  return 1;
}

/** The placeholders that this project's documents print instead of a key. */
const PLACEHOLDER = /^[srp]k_(test|live)_(x+|…|\.\.\.|your_\w*)$/i;

function readStripe(
  env: NodeJS.ProcessEnv,
  wrong: string[],
): Pick<Settings, 'stripe' | 'hasPlaceholderKeys'> {
  const given = [env.STRIPE_SECRET_KEY, env.STRIPE_PUBLISHABLE_KEY];
  const hasPlaceholderKeys = given.some((key) => PLACEHOLDER.test(key ?? ''));
  return { hasPlaceholderKeys, stripe: hasPlaceholderKeys ? undefined : readStripeKeys(env, wrong) };
}

function readStripeKeys(env: NodeJS.ProcessEnv, wrong: string[]): StripeKeys | undefined {
  const secretKey = env.STRIPE_SECRET_KEY || undefined;
  const publishableKey = env.STRIPE_PUBLISHABLE_KEY || undefined;
  if (secretKey === undefined && publishableKey === undefined) return undefined;

  // A key is never repeated in a message: terminals and CI logs are read by others.
  const secretMode = /^[sr]k_(test|live)_\w+$/.exec(secretKey ?? '')?.[1];
  const publishableMode = /^pk_(test|live)_\w+$/.exec(publishableKey ?? '')?.[1];
  if (secretKey === undefined) {
    wrong.push(
      'STRIPE_SECRET_KEY is missing beside the publishable key (set both, or neither for the sandbox)',
    );
  } else if (secretMode === undefined) {
    wrong.push('STRIPE_SECRET_KEY is malformed: it begins with sk_test_ or sk_live_');
  }
  if (publishableKey === undefined) {
    wrong.push(
      'STRIPE_PUBLISHABLE_KEY is missing beside the secret key (set both, or neither for the sandbox)',
    );
  } else if (publishableMode === undefined) {
    wrong.push('STRIPE_PUBLISHABLE_KEY is malformed: it begins with pk_test_ or pk_live_');
  }
  if (secretMode !== undefined && publishableMode !== undefined && secretMode !== publishableMode) {
    wrong.push(
      `STRIPE_SECRET_KEY is a ${secretMode} key and STRIPE_PUBLISHABLE_KEY a ${publishableMode} key`,
    );
  }
  return secretKey !== undefined && publishableKey !== undefined ? { secretKey, publishableKey } : undefined;
}
