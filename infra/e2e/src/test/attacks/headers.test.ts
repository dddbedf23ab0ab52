import type { Answer } from '../../attacks/answer';
import { send, type Attack } from '../../attacks/attack';
import { useWorld } from '../../attacks/world';

const world = useWorld();

const expectProtected = ({ headers }: Answer): void => {
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringMatching(/frame-ancestors 'none'/) as string,
    'referrer-policy': expect.any(String) as string,
    'x-frame-options': expect.stringMatching(/^(DENY|SAMEORIGIN)$/) as string,
  });
};

const ANSWERS: [what: string, attack: () => Attack, status: number][] = [
  ...['users/currentuser', 'products', 'products/categories'].map((path): [string, () => Attack, number] => [
    `GET /api/${path}`,
    () => ({ path: `/api/${path}` }),
    200,
  ]),
  ...['users', 'products', 'cart', 'orders', 'payments', 'notifications'].flatMap(
    (name): [string, () => Attack, number][] => [
      [`an unknown route of /api/${name}`, () => ({ path: `/api/${name}/unknown/route` }), 404],
      [
        `a body of another type to /api/${name}`,
        () => ({ method: 'POST', path: `/api/${name}`, body: 'x' }),
        415,
      ],
      [
        `a body of 20 kB to /api/${name}`,
        () => ({ method: 'POST', path: `/api/${name}`, json: 'a'.repeat(20_000) }),
        413,
      ],
      [
        `a body that breaks off to /api/${name}`,
        () => ({
          method: 'POST',
          path: `/api/${name}`,
          body: '{',
          headers: { 'content-type': 'application/json' },
        }),
        400,
      ],
      [
        `a foreign Origin to /api/${name}`,
        () => ({ method: 'POST', path: `/api/${name}`, json: {}, headers: { origin: 'https://evil.test' } }),
        403,
      ],
    ],
  ),
  ['GET /api/orders without a session', () => ({ path: '/api/orders' }), 401],
  ['GET /api/cart', () => ({ path: '/api/cart', cookie: world.owner.cookie }), 200],
  ['a path of no service below /api', () => ({ path: '/api/none' }), 404],
  ['the catalogue', () => ({ path: '/' }), 200],
  ['a product', () => ({ path: `/products/${world.product.id}` }), 200],
  ['the page of a sign-in', () => ({ path: '/auth/signin' }), 200],
  ['an unknown page', () => ({ path: '/unknown' }), 404],
  ['a malformed address', () => ({ path: '/%' }), 400],
  ['a page by another method', () => ({ method: 'DELETE', path: '/' }), 405],
  ['a path of the inside', () => ({ path: '/metrics' }), 404],
  ['the API documents', () => ({ path: '/sandbox/api-docs/' }), 200],
  ['a script of the API documents', () => ({ path: '/sandbox/api-docs/start.js' }), 200],
  ['the API documents without a slash', () => ({ path: '/sandbox/api-docs' }), 308],
  ['an unknown file of the API documents', () => ({ path: '/sandbox/api-docs/unknown' }), 404],
  ['the mailbox', () => ({ path: '/sandbox/mail/' }), 200],
  ['the mailbox without a slash', () => ({ path: '/sandbox/mail' }), 308],
  ['the messages of the mailbox', () => ({ path: '/sandbox/mail/messages?to=a' }), 200],
  ['an unknown file of the mailbox', () => ({ path: '/sandbox/mail/unknown' }), 404],
  ['an unknown file of the Stripe sandbox', () => ({ path: '/sandbox/stripe/unknown' }), 404],
];

it.each(ANSWERS)('%s has every security header', async (_what, attack, status) => {
  const answer = await send(attack());
  expect(answer.status).toBe(status);
  expectProtected(answer);
});

it.each([
  '/api/users/currentuser',
  '/api/users/account',
  '/api/cart',
  '/api/orders',
  '/orders',
  '/account',
  '/cart',
])('%s of a user is stored by no cache', async (path) => {
  const { headers } = await send({ path, cookie: world.owner.cookie });
  expect(headers['cache-control']).toContain('no-store');
});

describe('the policy of pages', () => {
  it('runs no inline script but by the nonce of this answer, which no other has', async () => {
    const answers = [await send({ path: '/' }), await send({ path: '/' })];
    const policies = answers.map(({ headers }) => String(headers['content-security-policy']));
    for (const policy of policies) {
      const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
      expect(scripts).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
      expect(policy).toMatch(/object-src 'none'/);
      expect(policy).toMatch(/base-uri 'none'/);
      expect(policy).toMatch(/form-action 'self'/);
    }
    expect(policies[0]).not.toBe(policies[1]);
  });

  it('loads pictures from this site only', async () => {
    const { headers } = await send({ path: '/' });
    expect(/img-src ([^;]*)/.exec(String(headers['content-security-policy']))?.[1]).toBe("'self' data:");
  });
});
