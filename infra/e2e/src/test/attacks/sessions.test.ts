import { generateKeyPairSync } from 'node:crypto';
import { cookieOf, forge, nowInSeconds, shopKey, tokenOf } from '../../attacks/forged-session';
import { jsonOf, send } from '../../attacks/attack';
import { testEach, useWorld, type Row } from '../../attacks/world';

const world = useWorld();

describe('without a session is 401', () => {
  testEach(
    world,
    [
      ['POST', '/api/products'],
      ['PUT', '/api/products/000000000000000000000000'],
      ['GET', '/api/cart'],
      ['POST', '/api/cart/items'],
      ['DELETE', '/api/cart/items/000000000000000000000000'],
      ['POST', '/api/orders'],
      ['GET', '/api/orders'],
      ['GET', '/api/orders/000000000000000000000000'],
      ['DELETE', '/api/orders/000000000000000000000000'],
      ['POST', '/api/payments'],
      ['GET', '/api/payments/orders/000000000000000000000000'],
      ['GET', '/api/notifications/orders/000000000000000000000000'],
      ['GET', '/api/notifications/orders/000000000000000000000000/stream'],
      ['GET', '/api/users/account'],
      ['PUT', '/api/users/account'],
      ['PUT', '/api/users/password'],
      ['POST', '/api/users/signout-everywhere'],
    ].map(([method, path]): Row => [
      `${method} ${path}`,
      { method, path: path ?? '', ...(method === 'POST' || method === 'PUT' ? { json: {} } : {}) },
      401,
    ]),
  );
});

describe('a token that the shop did not sign opens nothing', () => {
  const claims = () => ({ id: world.order.id, email: world.owner.email, iat: nowInSeconds() });
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const forgeries: [what: string, token: () => unknown][] = [
    ['the algorithm none', () => forge(claims(), { header: { alg: 'none' } })],
    ['the algorithm None', () => forge(claims(), { header: { alg: 'None' } })],
    ['the algorithm nOnE', () => forge(claims(), { header: { alg: 'nOnE' } })],
    [
      'the algorithm none over a sound signature',
      () => forge(claims(), { key: shopKey(), header: { alg: 'none' } }),
    ],
    ['no signature', () => forge(claims())],
    ['an empty key', () => forge(claims(), { key: '' })],
    ['the key secret', () => forge(claims(), { key: 'secret' })],
    ['the development key of the documents', () => forge(claims(), { key: 'asdf' })],
    ['the text of a public key', () => forge(claims(), { key: pem })],
    ['RS256 named over HMAC', () => forge(claims(), { key: shopKey(), header: { alg: 'RS256' } })],
    ['ES256 named over HMAC', () => forge(claims(), { key: shopKey(), header: { alg: 'ES256' } })],
    [
      'HS512 by the right key',
      () => forge(claims(), { key: shopKey(), hash: 'sha512', header: { alg: 'HS512' } }),
    ],
    [
      'HS384 by the right key',
      () => forge(claims(), { key: shopKey(), hash: 'sha384', header: { alg: 'HS384' } }),
    ],
    [
      'a key of the attacker in jwk',
      () => forge(claims(), { key: 'mine', header: { jwk: { kty: 'oct', k: 'bWluZQ' } } }),
    ],
    [
      'a key of the attacker by jku',
      () => forge(claims(), { key: 'mine', header: { jku: 'https://evil.test/keys' } }),
    ],
    ['a kid that is a file', () => forge(claims(), { key: '', header: { kid: '../../../../dev/null' } })],
    [
      'a private key of the attacker',
      () => forge(claims(), { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }),
    ],
    [
      'a payload that was changed',
      () => {
        const [header, , signature] = tokenOf(world.owner.cookie).split('.');
        return `${header}.${Buffer.from(JSON.stringify(claims())).toString('base64url')}.${signature}`;
      },
    ],
    ['a signature that was cut', () => tokenOf(world.owner.cookie).slice(0, -4)],
    ['an object', () => ({ $ne: null })],
    ['a list', () => [tokenOf(world.owner.cookie)]],
    ['a number', () => 5],
    ['100 kB of dots', () => '.'.repeat(5_000)],
  ];
  testEach(
    world,
    forgeries.map(([what, token]): Row => [
      what,
      () => ({ path: '/api/orders', cookie: cookieOf(token()) }),
      401,
    ]),
  );
});

describe('a signed token with wrong claims opens nothing', () => {
  const id = '0'.repeat(24);
  const email = 'a@example.com';
  const claims: [what: string, claims: () => object][] = [
    ['13 hours old', () => ({ id, email, iat: nowInSeconds() - 13 * 3600 })],
    ['of tomorrow', () => ({ id, email, iat: nowInSeconds() + 86_400 })],
    ['of the year 3000', () => ({ id, email, iat: 32_503_680_000 })],
    ['expired', () => ({ id, email, iat: nowInSeconds(), exp: nowInSeconds() - 1 })],
    ['not valid yet', () => ({ id, email, iat: nowInSeconds(), nbf: nowInSeconds() + 3600 })],
    ['without a time', () => ({ id, email })],
    ['with a time that is text', () => ({ id, email, iat: 'now' })],
    ['with an id that is an object', () => ({ id: { $ne: null }, email, iat: nowInSeconds() })],
    ['with an id that is none', () => ({ id: 'admin', email, iat: nowInSeconds() })],
    ['with an id that is a list', () => ({ id: [id], email, iat: nowInSeconds() })],
    ['without an e-mail', () => ({ id, iat: nowInSeconds() })],
    ['with an e-mail that is an object', () => ({ id, email: { $ne: '' }, iat: nowInSeconds() })],
    ['with a generation below 0', () => ({ id, email, iat: nowInSeconds(), gen: -1 })],
    ['with a generation that is text', () => ({ id, email, iat: nowInSeconds(), gen: '1' })],
  ];
  testEach(
    world,
    claims.map(([what, of]): Row => [
      what,
      () => ({ path: '/api/orders', cookie: cookieOf(forge(of(), { key: shopKey() })) }),
      401,
    ]),
  );
  it('but one with sound claims does, so the key of these tests is the right one', async () => {
    const token = forge({ id, email, iat: nowInSeconds() }, { key: shopKey() });
    expect((await send({ path: '/api/orders', cookie: cookieOf(token) })).status).toBe(200);
  });
});

describe('a malformed cookie opens nothing', () => {
  testEach(
    world,
    [
      'session=',
      'session=%%%',
      'session=e30=',
      `session=${'A'.repeat(7_000)}`,
      'session=W10=',
      'session=bnVsbA==',
      'session=;session=;',
    ].map((cookie): Row => [cookie.slice(0, 30), { path: '/api/orders', cookie }, 401]),
  );
  it('is answered as a guest', async () => {
    const answer = await send({ path: '/api/users/currentuser', cookie: 'session=not-base64' });
    expect(jsonOf(answer)).toEqual({ currentUser: null });
  });
});

describe('a session that an attacker has fixed', () => {
  it('is replaced at sign-in, and its holder stays who they were', async () => {
    const fixed = world.stranger.cookie;
    const json = { email: world.owner.email, password: 'a password' };
    const signedIn = await send({ method: 'POST', path: '/api/users/signin', json, cookie: fixed });
    expect(signedIn.status).toBe(200);
    const given = [signedIn.headers['set-cookie']].flat().map(String);
    const own = given.find((cookie) => cookie.startsWith('session='))?.split(';')[0] ?? '';
    expect(own.length).toBeGreaterThan('session='.length);
    expect(tokenOf(own)).not.toBe(tokenOf(fixed));
    const emailOf = async (cookie: string) =>
      jsonOf<{ currentUser: { email: string } }>(await send({ path: '/api/users/currentuser', cookie }))
        .currentUser.email;
    expect(await emailOf(fixed)).toBe(world.stranger.email);
    expect(await emailOf(own)).toBe(world.owner.email);
  });
});

describe('the session cookie', () => {
  const FLAGS = /^session=[^;]+; path=\/; expires=[^;]+; samesite=lax; secure; httponly$/i;
  const setCookie = (headers: Record<string, string | string[] | undefined>): string =>
    String(headers['set-cookie']);

  it('is HttpOnly, Secure, SameSite=Lax, of the whole site and no other, and short', async () => {
    const email = `cookie-${Date.now()}@example.com`;
    const answer = await send({
      method: 'POST',
      path: '/api/users/signup',
      json: { email, password: 'password' },
    });
    expect(setCookie(answer.headers)).toMatch(FLAGS);
    expect(setCookie(answer.headers).length).toBeLessThan(4096);
  });

  it('is cleared at sign-out with the same attributes, and its copy is worth nothing', async () => {
    const email = `out-${Date.now()}@example.com`;
    const signedUp = await send({
      method: 'POST',
      path: '/api/users/signup',
      json: { email, password: 'password' },
    });
    const cookie = setCookie(signedUp.headers).split(';')[0] ?? '';
    const answer = await send({ method: 'POST', path: '/api/users/signout', json: {}, cookie });
    expect(setCookie(answer.headers)).toMatch(
      /^session=; path=\/; expires=Thu, 01 Jan 1970[^;]*; samesite=lax; secure; httponly$/i,
    );
    expect((await send({ path: '/api/users/account', cookie })).status).toBe(401);
  });
});
