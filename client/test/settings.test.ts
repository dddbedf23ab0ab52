import { outcomeOf, runServer, stopServers } from './start-client';

afterEach(stopServers);

it.each([
  ['no Stripe key', {}, 'NEXT_PUBLIC_STRIPE_KEY is missing'],
  [
    'a secret key by mistake',
    { NEXT_PUBLIC_STRIPE_KEY: 'sk_test_123' },
    'NEXT_PUBLIC_STRIPE_KEY is malformed',
  ],
  ['a port of letters', { NEXT_PUBLIC_STRIPE_KEY: 'pk_test_1', PORT: 'http' }, 'PORT is malformed'],
  [
    'a service without scheme',
    { NEXT_PUBLIC_STRIPE_KEY: 'pk_test_1', CART_URL: 'cart:3000' },
    'CART_URL is malformed',
  ],
  [
    'a foreign Stripe.js',
    { NEXT_PUBLIC_STRIPE_KEY: 'pk_test_1', STRIPE_JS_URL: '//evil.test/v3.js' },
    'STRIPE_JS_URL is malformed',
  ],
  [
    'a vague switch',
    { NEXT_PUBLIC_STRIPE_KEY: 'pk_test_1', STRIPE_SANDBOX: 'maybe' },
    'STRIPE_SANDBOX is malformed',
  ],
  [
    'half a percent-encoded header of traces',
    {
      NEXT_PUBLIC_STRIPE_KEY: 'pk_test_1',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=50%',
    },
    'OTEL_EXPORTER_OTLP_HEADERS is malformed',
  ],
  [
    'an endpoint of traces that is no address',
    { NEXT_PUBLIC_STRIPE_KEY: 'pk_test_1', OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' },
    'OTEL_EXPORTER_OTLP_ENDPOINT is malformed',
  ],
])('refuses to start with %s, in one line that names it', async (_name, settings, line) => {
  const { code, stderr } = await outcomeOf(runServer(settings));
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(line);
});

it('names every bad setting at once and shows no value', async () => {
  const { stderr } = await outcomeOf(
    runServer({
      NEXT_PUBLIC_STRIPE_KEY: 'sk_live_secret',
      AUTH_URL: 'nowhere',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'a secret',
    }),
  );
  expect(stderr).toMatch(/NEXT_PUBLIC_STRIPE_KEY is malformed.*AUTH_URL is malformed/);
  expect(stderr).toContain('; OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is malformed');
  expect(stderr).not.toContain('secret');
});
