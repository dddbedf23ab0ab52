import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { BACKENDS, INNER_REQUEST, attack, http, openDoor, servers } from './attacked-gateway';
import { RawSocket, headOf, statusesOf } from '../raw-socket';

const UPGRADE = ['Connection: Upgrade', 'Upgrade: websocket'];

describe.each(Object.values(BACKENDS))('an upgrade of %s', (path) => {
  const page = `${path === '/' ? '' : path}/v3.js`;
  const upgrade = ['Host: localhost', ...UPGRADE];
  beforeEach(() => openDoor());

  it('with a length and no body does not make the next request its body', async () => {
    await attack(async (attacker) => {
      await attacker.send(headOf(`GET ${page} HTTP/1.1`, ...upgrade, 'Content-Length: 5'));
      const second = await RawSocket.open(http);
      // The first piece takes the place of the missing body; the second is then a request of its own.
      const length = `Content-Length: ${1 + INNER_REQUEST.length}`;
      const head = headOf(`POST ${page} HTTP/1.1`, 'Host: localhost', length);
      const received = await second.send(`${head}x`, INNER_REQUEST);
      second.close();
      return received;
    });
  });

  it.each([
    ['a body by length', ['Content-Length: 5'], 'hello'],
    ['a chunked body', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n'],
    ['a request behind it', [], INNER_REQUEST],
  ])('with %s reaches nothing inside', async (_what, lines, body) => {
    const received = await attack((attacker) =>
      attacker.send(headOf(`GET ${page} HTTP/1.1`, ...upgrade, ...lines), body),
    );
    expect(received).not.toMatch(/ 101 | 5\d\d /);
  });
});

describe('under development', () => {
  let reached: IncomingMessage[];

  beforeEach(async () => {
    await openDoor('client-svc');
    reached = [];
    // The pages take WebSockets of one path, as Next.js does.
    servers[2]!.on('upgrade', (req: IncomingMessage, socket: Socket) => {
      reached.push(req);
      if (!req.url?.startsWith('/_next/')) return void socket.end(headOf('HTTP/1.1 404 Not Found'));
      socket.write(headOf('HTTP/1.1 101 Switching Protocols', ...UPGRADE));
      socket.on('data', (data: Buffer) => socket.end(`received ${data.toString()}`));
    });
  });

  it('a WebSocket of the pages is passed on over a connection of its own', async () => {
    const spoofed = ['X-Forwarded-For: 6.6.6.6', 'Forwarded: for=6.6.6.6'];
    const received = await attack((attacker) =>
      attacker.send(
        headOf('GET /_next/hmr HTTP/1.1', 'Host: localhost', ...UPGRADE, ...spoofed),
        INNER_REQUEST,
      ),
    );
    expect(received).toMatch(/^HTTP\/1\.1 101 [^]*received GET \/_control\/ledger/);
    expect(reached[0]!.headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
    expect(JSON.stringify(reached[0]!.headers)).not.toContain('6.6.6.6');
  });

  it('an upgrade that the pages decline ends its connection', async () => {
    const received = await attack((attacker) =>
      attacker.send(headOf('GET /cart HTTP/1.1', 'Host: localhost', ...UPGRADE), INNER_REQUEST),
    );
    expect(statusesOf(received)).toEqual([404]);
  });

  it.each<[string, string[], number]>([
    ['with a length', ['GET /_next/hmr HTTP/1.1', 'Host: localhost', ...UPGRADE, 'Content-Length: 5'], 400],
    [
      'with a chunked body',
      ['GET /_next/hmr HTTP/1.1', 'Host: localhost', ...UPGRADE, 'Transfer-Encoding: chunked'],
      400,
    ],
    ['by POST', ['POST /_next/hmr HTTP/1.1', 'Host: localhost', ...UPGRADE], 400],
    ['to HTTP/2', ['GET /_next/hmr HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: h2c'], 400],
    ['of the sandbox', ['GET /sandbox/stripe/v3.js HTTP/1.1', 'Host: localhost', ...UPGRADE], 400],
    ['of a service', ['GET /api/products HTTP/1.1', 'Host: localhost', ...UPGRADE], 400],
    ['of the inside', ['GET /metrics HTTP/1.1', 'Host: localhost', ...UPGRADE], 404],
    ['of a path with dot segments', ['GET /_next/../metrics HTTP/1.1', 'Host: localhost', ...UPGRADE], 400],
    ['for a foreign name', ['GET /_next/hmr HTTP/1.1', 'Host: rebound.example', ...UPGRADE], 404],
    [
      'for the name of the shop, by plain http',
      ['GET /_next/hmr HTTP/1.1', 'Host: ecommerce.local', ...UPGRADE],
      308,
    ],
  ])('an upgrade %s is not passed on', async (_what, lines, status) => {
    const received = await attack((attacker) => attacker.send(headOf(...lines), INNER_REQUEST));
    expect(statusesOf(received)).toEqual([status]);
    expect(reached).toEqual([]);
  });
});
