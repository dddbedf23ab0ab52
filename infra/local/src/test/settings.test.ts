import path from 'node:path';
import { inheritedEnvironment } from '../programs/base-spec';
import { REPOSITORY, readSettings } from '../settings';

const SECRET = 'sk_test_51abcDEF';
const PUBLISHABLE = 'pk_test_51abcDEF';

it('has defaults for everything', () => {
  expect(readSettings({})).toEqual({
    dataDir: path.join(REPOSITORY, '.local'),
    httpPort: 8080,
    httpsPort: 8443,
    replicas: 1,
    stripe: undefined,
    hasPlaceholderKeys: false,
  });
});

it('takes the folder and the ports that the user gives', () => {
  const env = { SHOP_DATA_DIR: '/srv/shop', SHOP_HTTP_PORT: '80', SHOP_HTTPS_PORT: '0' };
  expect(readSettings(env)).toMatchObject({ dataDir: '/srv/shop', httpPort: 80, httpsPort: 0 });
});

it.each(['abc', '-1', '65536', '80.5', '8 0'])('refuses the port %s and says which setting it is', (port) => {
  expect(() => readSettings({ SHOP_HTTP_PORT: port })).toThrow(/^SHOP_HTTP_PORT must be a port/);
});

it('takes the number of processes of each service', () => {
  expect(readSettings({ SHOP_REPLICAS: '2' }).replicas).toBe(2);
});

it.each(['0', '6', '2.5', 'two', '-1'])('refuses %s processes of each service', (replicas) => {
  expect(() => readSettings({ SHOP_REPLICAS: replicas })).toThrow(
    `SHOP_REPLICAS must be a whole number from 1 to 5, not "${replicas}"`,
  );
});

it('refuses one port for both listeners', () => {
  expect(() => readSettings({ SHOP_HTTP_PORT: '9000', SHOP_HTTPS_PORT: '9000' })).toThrow(/are both 9000/);
});

it('takes Stripe keys, and none from the setting of another program', () => {
  const stripe = { secretKey: SECRET, publishableKey: PUBLISHABLE };
  expect(readSettings({ STRIPE_SECRET_KEY: SECRET, STRIPE_PUBLISHABLE_KEY: PUBLISHABLE }).stripe).toEqual(
    stripe,
  );
  expect(readSettings({ NEXT_PUBLIC_STRIPE_KEY: PUBLISHABLE }).stripe).toBeUndefined();
});

it.each([
  ['a secret key alone', { STRIPE_SECRET_KEY: SECRET }, /^STRIPE_PUBLISHABLE_KEY is missing/],
  ['a publishable key alone', { STRIPE_PUBLISHABLE_KEY: PUBLISHABLE }, /^STRIPE_SECRET_KEY is missing/],
  [
    'exchanged keys',
    { STRIPE_SECRET_KEY: PUBLISHABLE, STRIPE_PUBLISHABLE_KEY: SECRET },
    /^STRIPE_SECRET_KEY is malformed/,
  ],
  [
    'keys of two modes',
    { STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_PUBLISHABLE_KEY: PUBLISHABLE },
    /live key .* test key/,
  ],
])('refuses %s, without repeating a key', (_what, env, message) => {
  const read = () => readSettings(env);
  expect(read).toThrow(message);
  expect(read).not.toThrow(/51abcDEF/);
});

it.each([
  ['sk_test_xxx', 'pk_test_xxx'],
  ['sk_test_…', 'pk_test_…'],
  ['sk_test_your_stripe_key', 'pk_test_your_key'],
  ['sk_test_xxx', PUBLISHABLE],
])('takes %s and %s for placeholders and uses the sandbox', (secret, publishable) => {
  const settings = readSettings({ STRIPE_SECRET_KEY: secret, STRIPE_PUBLISHABLE_KEY: publishable });
  expect(settings).toMatchObject({ stripe: undefined, hasPlaceholderKeys: true });
});

it('names all that is wrong in one line', () => {
  expect(() => readSettings({ SHOP_HTTP_PORT: 'x', SHOP_HTTPS_PORT: 'y' })).toThrow(
    /^SHOP_HTTP_PORT must .*; SHOP_HTTPS_PORT must [^\n]*$/,
  );
});

it('hands no process a secret that is meant for another one', () => {
  const env = {
    PATH: '/bin',
    LOG_LEVEL: 'debug',
    STRIPE_SECRET_KEY: SECRET,
    SHOP_HTTP_PORT: '1',
    JWT_KEY: 'x',
    PORT: '3',
  };
  expect(inheritedEnvironment(env)).toEqual({ PATH: '/bin', LOG_LEVEL: 'debug' });
});
