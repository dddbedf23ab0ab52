import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readObjectIfThere, writeAtomically } from './files';
import { SERVICES } from '../services';

/** What only this data folder knows. Letters and digits alone, so that each fits a URL and a config file. */
export interface Secrets {
  jwtKey: string;
  /** The operator's: the broker's user of tools. */
  natsUser: string;
  natsPassword: string;
  /** Each service's own, by its name. */
  services: Record<string, ServiceSecrets>;
  /** Of the Stripe sandbox; shaped like Stripe's own. */
  stripeSecretKey: string;
  stripePublishableKey: string;
}

/** The passwords of a service, whose name is its user at the broker and at its database. */
export interface ServiceSecrets {
  natsPassword: string;
  mongoPassword: string;
  /** Of the administrator of its database, `admin`. */
  mongoAdminPassword: string;
}

/** Reads the secrets of a data folder; makes those that are missing (file mode 600). */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, 'secrets.json');
  const known: Partial<Secrets> = (await readObjectIfThere(file)) ?? {};
  const secrets: Secrets = {
    jwtKey: randomHex(32),
    natsUser: 'shop',
    natsPassword: randomHex(16),
    stripeSecretKey: `sk_test_${randomHex(12)}`,
    stripePublishableKey: `pk_test_${randomHex(12)}`,
    ...known,
    services: Object.fromEntries(
      SERVICES.map(({ name }) => [name, { ...generatePasswords(), ...known.services?.[name] }]),
    ),
  };
  if (!isDeepStrictEqual(secrets, known)) writeAtomically(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

const generatePasswords = (): ServiceSecrets => ({
  natsPassword: randomHex(16),
  mongoPassword: randomHex(16),
  mongoAdminPassword: randomHex(16),
});

/** @throws Error for a service that there are no secrets for */
export function secretsOf({ services }: Secrets, service: string): ServiceSecrets {
  const found = services[service];
  if (found === undefined) throw new Error(`there are no secrets for ${service}`);
  return found;
}

/** So many random bytes as hex digits. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
