import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';

const { securityHeaders } = createRequire(__filename)('../server/security-headers') as {
  securityHeaders: (options: { dev: boolean; sandbox: boolean }) => RequestHandler;
};

/** The hosts of each directive of the policy that a page gets. */
async function policyOf(options: { dev: boolean; sandbox: boolean }): Promise<Map<string, string[]>> {
  const app = express().use((req, _res, next) => {
    Object.assign(req, { shop: { nonce: 'n0nce' } });
    next();
  }, securityHeaders(options));
  app.get('/', (_req, res) => void res.send('a page'));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { headers } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  server.close();
  const directives = String(headers.get('content-security-policy')).split(';');
  return new Map(
    directives.map((directive) => {
      const [name = '', ...sources] = directive.trim().split(' ');
      return [name, sources];
    }),
  );
}

const STRIPE_HOSTS = {
  'script-src': ['https://js.stripe.com', 'https://*.js.stripe.com'],
  'frame-src': ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  'connect-src': ['https://api.stripe.com'],
};

describe('the content security policy', () => {
  it.each([true, false])("allows the hosts of Stripe's guide with a real key (dev: %s)", async (dev) => {
    const policy = await policyOf({ dev, sandbox: false });
    for (const [directive, hosts] of Object.entries(STRIPE_HOSTS)) {
      expect(policy.get(directive)?.filter((source) => source.includes('stripe.com'))).toEqual(hosts);
    }
  });

  it('names Stripe in no other directive', async () => {
    const policy = await policyOf({ dev: false, sandbox: false });
    const naming = [...policy].filter(([, sources]) => sources.some((source) => source.includes('stripe')));
    expect(naming.map(([directive]) => directive).sort()).toEqual(Object.keys(STRIPE_HOSTS).sort());
  });

  it('lets pictures come from this site only', async () => {
    const policy = await policyOf({ dev: false, sandbox: true });
    expect(policy.get('img-src')).toEqual(["'self'", 'data:']);
  });

  it('names no other host with the sandbox', async () => {
    const policy = await policyOf({ dev: false, sandbox: true });
    const hosts = [...policy.values()].flat().filter((source) => source.includes('//'));
    expect(hosts).toEqual([]);
  });
});
