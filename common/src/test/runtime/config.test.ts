import { z } from 'zod';
import {
  booleanSetting,
  busSettings,
  ConfigError,
  intSetting,
  urlSetting,
  parseConfig,
  serviceSettings,
} from '../../runtime/config';

const schema = z.object({ ...serviceSettings, ...busSettings });
const good = {
  MONGO_URI: 'mongodb://mongo-svc:27017/orders',
  JWT_KEY: 'a key of at least thirty-two bytes!',
  NATS_URL: 'nats://nats-svc:4222',
  NATS_CLUSTER_ID: 'ticketing',
  NATS_CLIENT_ID: 'order-depl-5d8f-x2',
};

describe('parseConfig', () => {
  it('fills in the defaults', () => {
    expect(parseConfig(schema, good)).toMatchObject({
      PORT: 3000,
      LOG_LEVEL: 'info',
      STRICT_SECRETS: false,
    });
  });

  it('names every bad setting at once, in one line', () => {
    const bad = { PORT: '99999', MONGO_URI: 'mysql://x', NATS_URL: 'nats-svc' };
    const message = errorOf(() => parseConfig(schema, bad));
    for (const name of ['PORT', 'MONGO_URI', 'JWT_KEY', 'NATS_URL', 'NATS_CLIENT_ID'])
      expect(message).toContain(name);
    expect(message).not.toContain('\n');
  });

  it.each(['MONGO_URI', 'JWT_KEY', 'NATS_URL', 'NATS_CLUSTER_ID', 'NATS_CLIENT_ID'])(
    'names %s when it is missing',
    (name) => {
      expect(errorOf(() => parseConfig(schema, { ...good, [name]: undefined }))).toBe(
        `bad settings: ${name} is required`,
      );
    },
  );

  it('treats an empty variable as missing', () => {
    expect(errorOf(() => parseConfig(schema, { ...good, JWT_KEY: '' }))).toBe(
      'bad settings: JWT_KEY is required',
    );
  });

  it('never repeats a value', () => {
    expect(errorOf(() => parseConfig(schema, { ...good, MONGO_URI: 'secret-password' }))).not.toContain(
      'secret-password',
    );
  });

  it.each(['', 'abc', '-1', '0', '65536', '3000.5', '3e3'])('refuses PORT=%p unless it is empty', (PORT) => {
    if (PORT === '') expect(parseConfig(schema, { ...good, PORT }).PORT).toBe(3000);
    else expect(errorOf(() => parseConfig(schema, { ...good, PORT }))).toContain('PORT');
  });

  it('refuses a SHUTDOWN_GRACE_MS that is too short to close everything', () => {
    expect(errorOf(() => parseConfig(schema, { ...good, SHUTDOWN_GRACE_MS: '2999' }))).toBe(
      'bad settings: SHUTDOWN_GRACE_MS must be at least 3000',
    );
    expect(parseConfig(schema, { ...good, SHUTDOWN_GRACE_MS: '3000' }).SHUTDOWN_GRACE_MS).toBe(3000);
  });

  it('refuses a short key under STRICT_SECRETS', () => {
    expect(
      errorOf(() => parseConfig(schema, { ...good, JWT_KEY: 'dev_jwt_secret', STRICT_SECRETS: 'true' })),
    ).toContain('JWT_KEY');
    expect(parseConfig(schema, { ...good, STRICT_SECRETS: 'true' }).STRICT_SECRETS).toBe(true);
  });

  it('offers whole numbers and switches for settings of a service', () => {
    const own = z.object({ LIMIT: intSetting(1, 10), FAST: booleanSetting() });
    expect(parseConfig(own, { LIMIT: '7', FAST: 'false' })).toEqual({ LIMIT: 7, FAST: false });
    expect(errorOf(() => parseConfig(own, { LIMIT: '11', FAST: 'yes' }))).toBe(
      'bad settings: LIMIT must be at most 10; FAST must be true or false',
    );
  });
});

describe('the address of a server', () => {
  const own = z.object({ SMTP_URL: urlSetting(/^smtps?:\/\/[^\s/?#]+$/, 'smtp://user:password@host:587') });

  it.each(['smtp://host', 'smtps://user:pass%23word@mail.test:465'])('may be %s', (SMTP_URL) => {
    expect(parseConfig(own, { SMTP_URL })).toEqual({ SMTP_URL });
  });

  it.each(['hunter2#x', 'hunter2/x', 'hunter2?x', 'hunter2 x', '12/x', '12#x'])(
    'is refused without a word of its password %s',
    (password) => {
      expect(errorOf(() => parseConfig(own, { SMTP_URL: `smtp://user:${password}@mail.test:587` }))).toBe(
        'bad settings: SMTP_URL must look like smtp://user:password@host:587',
      );
    },
  );
});

function errorOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('nothing was thrown');
}
