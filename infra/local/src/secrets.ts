import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readIfThere, writeAtomically } from './files';

/** What only this data folder knows. Letters and digits alone, so that each fits a URL and a config file. */
export interface Secrets {
  jwtKey: string;
  natsUser: string;
  natsPassword: string;
  /** Of the Stripe sandbox; shaped like Stripe's own. */
  stripeSecretKey: string;
  stripePublishableKey: string;
}

/** Reads the secrets of a data folder, making them (file mode 600) the first time. */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, 'secrets.json');
  const known = await readIfThere(file);
  if (known !== undefined) return JSON.parse(known) as Secrets;
  const secrets: Secrets = {
    jwtKey: randomHex(32),
    natsUser: 'shop',
    natsPassword: randomHex(16),
    stripeSecretKey: `sk_test_${randomHex(12)}`,
    stripePublishableKey: `pk_test_${randomHex(12)}`,
  };
  await writeAtomically(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/** So many random bytes as hex digits. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
