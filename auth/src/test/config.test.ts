import { generateKeyPairSync } from 'node:crypto';
import { parseConfig } from '@datnxecommerce/common';
import { configSchema } from '../config';

const enough = {
  MONGO_URI: 'mongodb://localhost:27017/auth',
  JWT_KEY: 'a key of at least thirty-two bytes',
  NATS_URL: 'nats://localhost:4222',
  NATS_CLUSTER_ID: 'ticketing',
  NATS_CLIENT_ID: 'auth-1',
};
const read = (settings: NodeJS.ProcessEnv) => parseConfig(configSchema, { ...enough, ...settings });

describe('settings of auth', () => {
  it('have the defaults of the contract', () => {
    expect(read({})).toMatchObject({
      SCRYPT_COST_LOG2: 15,
      SCRYPT_PARALLEL: 2,
      SCRYPT_QUEUE: 20,
      PASSWORD_POLICY: 'default',
      PASSWORD_MIN: 4,
      PASSWORD_MAX: 20,
      SIGNIN_FREE_FAILURES: 5,
      SIGNIN_LONGEST_DELAY: 300,
      ATTEMPTS_PER_ADDRESS: 600,
      ATTEMPTS_PER_ACCOUNT: 60,
    });
  });

  it.each([
    [{ SCRYPT_COST_LOG2: '9' }, 'SCRYPT_COST_LOG2 must be at least 10'],
    [{ SCRYPT_COST_LOG2: 'high' }, 'SCRYPT_COST_LOG2 must be a whole number'],
    [
      { STRICT_SECRETS: 'true', JWT_KEY: 'k'.repeat(32), SCRYPT_COST_LOG2: '14' },
      'SCRYPT_COST_LOG2 must be at least 15 with STRICT_SECRETS',
    ],
    [{ PASSWORD_POLICY: 'none' }, 'PASSWORD_POLICY must be default or asvs'],
    [{ PASSWORD_MIN: '10', PASSWORD_MAX: '9' }, 'PASSWORD_MIN must not be more than PASSWORD_MAX'],
    [{ SIGNIN_FREE_FAILURES: '0' }, 'SIGNIN_FREE_FAILURES must be at least 1'],
    [{ MONGO_URI: 'localhost' }, 'MONGO_URI must look like mongodb://host:port/database'],
    [{ JWT_KEY: '' }, 'JWT_KEY is required'],
  ])('refuse %p and say why', (settings, message) => {
    expect(() => read(settings)).toThrow(message);
  });

  it('refuse a key pair without RESET_KEY, as notifications holds the other half', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const JWT_KEY = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(() => read({ JWT_KEY })).toThrow('RESET_KEY is required when JWT_KEY is a PEM key');
    expect(read({ JWT_KEY, RESET_KEY: 'r'.repeat(32) })).toMatchObject({ RESET_KEY: 'r'.repeat(32) });
  });
});
