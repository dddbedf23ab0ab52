import { send } from '../../attacks/attack';
import { head, openSocket, sendRaw, statusOf } from '../../attacks/raw';
import { testEach, useWorld, type Row } from '../../attacks/world';
import { readStack } from '../../stack';

const world = useWorld();
const host = (): string => `Host: ${new URL(readStack().gateway.http).host}`;

describe('a path of the inside is 404', () => {
  testEach(
    world,
    [
      ...[
        '/.git/HEAD',
        '/.env',
        '/.npmrc',
        '/metrics',
        '/healthz',
        '/readyz',
        '/debug',
        '/server-status',
        '/actuator',
      ],
      ...[
        '/api/users/admin',
        '/api/users',
        '/api/metrics',
        '/api/users/metrics',
        '/api',
        '/api/graphql',
        '/package.json',
      ],
      ...[
        '/METRICS',
        '//metrics',
        '/metrics/',
        '/%6detrics',
        '/wp-login.php',
        '/_next/../package.json',
        '/server.js',
      ],
      ...[
        '/_next/static/../../server.js',
        '/_next/static/%2e%2e/%2e%2e/server.js',
        '/_control/ledger',
        '/.next/BUILD_ID',
      ],
      ...[
        '/sandbox/_control/ledger',
        '/sandbox/stripe/_control/ledger',
        '/sandbox/stripe/../_control',
        '/_next/image?url=http://127.0.0.1/&w=64&q=1',
      ],
    ].map((path): Row => [path, { path }, 404, 400, 308]),
  );
});

describe('a method that no route has', () => {
  const methods = ['TRACE', 'PATCH', 'PROPFIND', 'PURGE', 'LOCK', 'MKCOL', 'SEARCH', 'COPY'];
  testEach(
    world,
    methods.map((method): Row => [`${method} of an API`, { method, path: '/api/products' }, 404, 405]),
  );
  testEach(
    world,
    [...methods, 'PUT', 'DELETE'].flatMap((method): Row[] =>
      ['/', '/cart', '/orders', '/auth/signin', '/products/000000000000000000000000', '/unknown'].map(
        (path) => [`${method} of the page ${path}`, { method, path }, 405],
      ),
    ),
  );
  it('names the methods of a page', async () => {
    expect((await send({ method: 'DELETE', path: '/' })).headers.allow).toBe('GET, HEAD, POST');
  });
  it('answers 405 to CONNECT', async () => {
    expect(statusOf(await sendRaw(head('CONNECT evil.test:443 HTTP/1.1', host())))).toBe(405);
  });
});

describe('the gateway, for a Host that is not ours,', () => {
  it.each([
    ['a foreign name', 'Host: evil.test'],
    ['a name that ends as ours does', 'Host: evil-localhost'],
    ['ours as the beginning of a foreign name', 'Host: ecommerce.local.evil.test'],
    ['a foreign name with a port', 'Host: evil.test:80'],
    ['user and password', 'Host: localhost@evil.test'],
    ['a path', 'Host: localhost/evil'],
    ['an empty one', 'Host: '],
    ['another address of the machine', 'Host: 0.0.0.0'],
    ['a name with a dot at its end', 'Host: evil.test.'],
  ])('refuses %s and never redirects to it', async (_what, line) => {
    const received = await sendRaw(head('GET / HTTP/1.1', line));
    expect([400, 403, 404, 421]).toContain(statusOf(received));
    expect(received.toLowerCase()).not.toContain('location:');
    expect(received).not.toContain('evil.test');
  });
  it('answers 400 to two Host headers', async () => {
    for (const second of [host(), 'Host: evil.test']) {
      expect(statusOf(await sendRaw(head('GET / HTTP/1.1', host(), second)))).toBe(400);
      expect(statusOf(await sendRaw(head('GET / HTTP/1.1', second, host())))).toBe(400);
    }
  });
  it('answers 400 to a request without one', async () => {
    expect(statusOf(await sendRaw(head('GET / HTTP/1.1')))).toBe(400);
  });
  it('answers 400 to a foreign one in an absolute target', async () => {
    expect(statusOf(await sendRaw(head('GET http://evil.test/ HTTP/1.1', host())))).toBe(400);
  });
});

describe('a message that two servers read differently', () => {
  const post = (...lines: string[]): string => head('POST /api/users/signin HTTP/1.1', host(), ...lines);
  const inner = head('GET /api/orders HTTP/1.1', 'Host: localhost');
  it.each<[string, () => string]>([
    [
      'a length and a chunked body',
      () => `${post('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${inner}`,
    ],
    ['two lengths', () => `${post('Content-Length: 4', 'Content-Length: 0')}body`],
    ['a length with a sign', () => `${post('Content-Length: +4')}body`],
    ['a negative length', () => post('Content-Length: -1')],
    ['an unknown transfer coding', () => `${post('Transfer-Encoding: xchunked')}0\r\n\r\n`],
    ['a folded header', () => `${post('X-A: b', ' Transfer-Encoding: chunked')}`],
    ['a bare line feed', () => post('X-A: b\nTransfer-Encoding: chunked')],
    ['a space before the colon', () => post('Transfer-Encoding : chunked')],
    ['a NUL in a header', () => post('X-A: b\0')],
    ['a header of 20 kB', () => post(`X-A: ${'a'.repeat(20_000)}`)],
    ['a thousand headers', () => post(...Array.from({ length: 1000 }, (_, index) => `X-${index}: a`))],
    [
      'a length named as connection option',
      () => `${post('Connection: content-length', 'Content-Length: 4')}body`,
    ],
    ['HTTP/2 without agreement', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['no HTTP', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ])('is refused: %s', async (_what, message) => {
    const received = await sendRaw(message());
    expect([0, 400, 405, 415, 431]).toContain(statusOf(received));
    expect(received).not.toContain('HTTP/1.1 2');
  });
});

describe('slow senders', () => {
  it('200 heads that never end hold nobody up', async () => {
    const sockets = await Promise.all(Array.from({ length: 200 }, () => openSocket()));
    for (const socket of sockets) socket.on('error', () => {}).write(`GET / HTTP/1.1\r\n${host()}\r\nX-A: `);
    const begin = performance.now();
    expect((await send({ path: '/api/products' })).status).toBe(200);
    expect(performance.now() - begin).toBeLessThan(2000);
    for (const socket of sockets) socket.destroy();
  });
});
