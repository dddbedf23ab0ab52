import { jsonOf, send } from '../../attacks/attack';
import { readSecrets } from '../../attacks/leaks';
import { eventually } from '../../eventually';
import { readLogLines, readLogs } from '../../service-logs';
import { testEach, useWorld, type Row } from '../../attacks/world';

const world = useWorld();
const unique = (): string => Math.random().toString(36).slice(2);
const signUp = (email: string, password = 'password') =>
  send({ method: 'POST', path: '/api/users/signup', json: { email, password } });
/** Signs in as a browser does. */
const signIn = (email: string, password = 'password', cookie?: string) =>
  send({
    method: 'POST',
    path: '/api/users/signin',
    json: { email, password },
    cookie,
    headers: { 'sec-fetch-site': 'same-origin' },
  });

describe('one mailbox', () => {
  it.each<[what: string, spell: (name: string) => string, other: (name: string) => string]>([
    ['in upper case', (name) => `${name}@example.com`, (name) => `${name.toUpperCase()}@EXAMPLE.com`],
    ['with blanks around it', (name) => `${name}@example.com`, (name) => `  ${name}@example.com `],
    ['with a zero-width space', (name) => `${name}@example.com`, (name) => `${name}\u200b@example.com`],
    [
      'with a zero-width joiner',
      (name) => `${name}@example.com`,
      (name) => `a\u200d${name.slice(1)}@example.com`.replace('a\u200d', `${name[0]}\u200d`),
    ],
    ['with a soft hyphen', (name) => `${name}@example.com`, (name) => `${name}\u00ad@example.com`],
    ['with a byte order mark', (name) => `${name}@example.com`, (name) => `\ufeff${name}@example.com`],
    ['in full-width letters', (name) => `x${name}@example.com`, (name) => `\uff58${name}@example.com`],
    ['with a full-width at', (name) => `${name}@example.com`, (name) => `${name}\uff20example.com`],
    ['with an ideographic full stop', (name) => `${name}@example.com`, (name) => `${name}@example\u3002com`],
    ['decomposed', (name) => `\u00e9${name}@example.com`, (name) => `e\u0301${name}@example.com`],
    [
      'with a domain in punycode',
      (name) => `${name}@b\u00fccher.example`,
      (name) => `${name}@xn--bcher-kva.example`,
    ],
  ])('has one account when its address is written %s', async (_what, spell, other) => {
    const name = `one${unique()}`;
    const first = await signUp(spell(name));
    expect(first.status).toBe(201);
    const second = await signUp(other(name));
    expect([second.status, second.text]).toEqual([400, expect.stringContaining('Email in use')]);
    expect(jsonOf(await signIn(other(name))).id).toBe(jsonOf(first).id);
  });
});

describe('what is no e-mail is 400', () => {
  testEach(
    world,
    [
      'a',
      'a@',
      '@b.co',
      'a b@c.co',
      'A <a@b.co>',
      'a@b.co\r\nBcc: x@y.co',
      'a@b.co\0',
      'a\u202e@b.co',
      `${'a'.repeat(300)}@b.co`,
    ].map((email): Row => [
      JSON.stringify(email).slice(0, 40),
      { method: 'POST', path: '/api/users/signup', json: { email, password: 'password' } },
      400,
    ]),
  );
});

describe('a password', () => {
  testEach(
    world,
    ['', 'abc', 'a'.repeat(21), 'a'.repeat(129), 'pass\0word', 5, null, true, [], { length: 8 }].map(
      (password): Row => [
        `${JSON.stringify(password).slice(0, 30)} is refused`,
        { method: 'POST', path: '/api/users/signup', json: { email: `${unique()}@example.com`, password } },
        400,
      ],
    ),
  );

  it('is compared in full: nothing is cut off, no letter folded', async () => {
    const email = `${unique()}@example.com`;
    await signUp(email, 'Pass-wörd-😀-1');
    for (const wrong of ['pass-wörd-😀-1', 'Pass-wörd-😀', 'Pass-wo\u0308rd-😀-1x', 'Pass-wörd-😀-1 '])
      expect((await signIn(email, wrong)).status).toBe(400);
    expect((await signIn(email, 'Pass-wörd-😀-1')).status).toBe(200);
  });

  it('of 129 bytes at sign-in costs no hash', async () => {
    const begin = performance.now();
    expect((await signIn(`${unique()}@example.com`, 'a'.repeat(129))).status).toBe(400);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});

describe('guessing', () => {
  it('learns nothing of which e-mails have accounts', async () => {
    const email = `${unique()}@example.com`;
    await signUp(email);
    const wrong = await signIn(email, 'a wrong one');
    const unknown = await signIn(`${unique()}@example.com`, 'a wrong one');
    expect([wrong.status, wrong.text]).toEqual([unknown.status, unknown.text]);
  });

  it('has to wait after five wrong passwords, with 429 and Retry-After', async () => {
    const email = `${unique()}@example.com`;
    await signUp(email);
    for (let guess = 0; guess < 5; guess += 1) await signIn(email, `wrong ${guess}`);
    const answer = await signIn(email, 'wrong 6');
    expect(answer.status).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('is not helped by addresses that the attacker makes up', async () => {
    const email = `${unique()}@example.com`;
    await signUp(email);
    const statuses = [];
    for (let guess = 0; guess < 7; guess += 1) {
      const headers = {
        'x-forwarded-for': `203.0.113.${guess}`,
        'x-real-ip': `203.0.113.${guess}`,
        forwarded: `for=203.0.113.${guess}`,
      };
      const json = { email, password: `wrong ${guess}` };
      statuses.push((await send({ method: 'POST', path: '/api/users/signin', json, headers })).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('a stranger who guesses 100 times', () => {
  it('does not lock out the owner on a known device', async () => {
    const email = `${unique()}@example.com`;
    await signUp(email);
    const cookies = [(await signIn(email)).headers['set-cookie']].flat().map(String);
    const device = cookies.find((cookie) => cookie.startsWith('device='))?.split(';')[0] ?? 'none';
    const guesses = await Promise.all(Array.from({ length: 100 }, (_, i) => signIn(email, `wrong ${i}`)));
    // A slow machine takes longer than the first waits, and then looks at a few more.
    expect(guesses.filter(({ status }) => status === 400).length).toBeLessThan(15);
    expect(guesses.filter(({ status }) => status === 429).length).toBeGreaterThan(85);
    expect((await signIn(email, 'password', device)).status).toBe(200);
  });
});

describe('the logs', () => {
  it('name no password, token, cookie, key or query string', async () => {
    const password = `log-${unique()}`;
    const email = `${unique()}@example.com`;
    const signedUp = await signUp(email, password);
    const cookie = String(signedUp.headers['set-cookie']).split(';')[0] ?? '';
    await signIn(email, `${password}-wrong`);
    const requestId = `log-${unique()}`;
    const headers = { 'x-request-id': requestId };
    await send({ path: `/?secret=${password}`, cookie, headers });
    await send({ method: 'POST', path: '/api/users/signin', json: { email, password }, headers });
    await send({ path: `/api/orders?secret=${password}`, cookie, headers });
    await eventually(async () => {
      const logged = readLogLines().filter((line) => line.requestId === requestId);
      expect(logged.map(({ service }) => service)).toEqual(
        expect.arrayContaining(['client', 'auth', 'orders']),
      );
    });
    const text = [...readLogs().values()].join('\n');
    const secrets = { password, cookie: cookie.slice(8), ...readSecrets() };
    expect(
      Object.entries(secrets)
        .filter(([, secret]) => text.includes(secret))
        .map(([name]) => name),
    ).toEqual([]);
  });
});
