import { parseConfig } from '@datnxecommerce/common';
import { configSchema } from '../config';
import { goodSettings as good } from './settings';

describe('the settings of payments', () => {
  it('default to Stripe itself and a timeout of 20 s', () => {
    expect(parseConfig(configSchema, good)).toMatchObject({ STRIPE_TIMEOUT_MS: 20_000 });
    expect(parseConfig(configSchema, good).STRIPE_API_URL).toBeUndefined();
  });

  it.each([
    'sk_test_abcdef',
    'sk_live_51Habc',
    'rk_test_123456',
    'rk_live_123456',
    'sk_test_your_stripe_key',
    'sk_test_xxx',
  ])('take the key %s', (key) => {
    expect(parseConfig(configSchema, { ...good, STRIPE_SECRET_KEY: key }).STRIPE_SECRET_KEY).toBe(key);
  });

  it.each([
    'pk_test_abcdef',
    'sk_test_',
    'sk_test_abc',
    'sk_abcdefgh',
    'sk_test_abc def',
    ' sk_test_abcdef',
    'x',
  ])('refuse the key "%s" in one line that names the setting and not the value', (key) => {
    const read = () => parseConfig(configSchema, { ...good, STRIPE_SECRET_KEY: key });
    expect(read).toThrow(
      'bad settings: STRIPE_SECRET_KEY must look like sk_test_…, sk_live_…, rk_test_… or rk_live_…',
    );
  });

  it('refuse a missing key', () => {
    expect(() => parseConfig(configSchema, { ...good, STRIPE_SECRET_KEY: '' })).toThrow(
      'STRIPE_SECRET_KEY is required',
    );
  });

  it.each([
    '127.0.0.1:12111',
    'ftp://host',
    'http://',
    'http://host/v1',
    'http://host:99999',
    'http://u:p@host',
  ])('refuse the API address %s', (url) => {
    expect(() => parseConfig(configSchema, { ...good, STRIPE_API_URL: url })).toThrow(
      'STRIPE_API_URL must look like http://host:port',
    );
  });

  it.each(['http://127.0.0.1:12111', 'https://stripe.internal', 'http://localhost:80/'])('take %s', (url) => {
    expect(parseConfig(configSchema, { ...good, STRIPE_API_URL: url }).STRIPE_API_URL).toBe(url);
  });

  it.each(['0', '99', '80001', 'soon'])('refuse a timeout of %s', (ms) => {
    expect(() => parseConfig(configSchema, { ...good, STRIPE_TIMEOUT_MS: ms })).toThrow('STRIPE_TIMEOUT_MS');
  });
});
