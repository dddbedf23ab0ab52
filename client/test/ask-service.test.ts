import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import type { Send } from '../api/shop-request';

const { askService } = createRequire(__filename)('../server/ask-service') as { askService: Send };

let service: Server;
let answer: RequestListener;
const connections: Socket[] = [];

beforeAll(async () => {
  service = createServer((req, res) => answer(req, res)).on('connection', (socket: Socket) =>
    connections.push(socket),
  );
  await once(service.listen(0, '127.0.0.1'), 'listening');
});

afterEach(() => {
  for (const socket of connections.splice(0)) socket.destroy();
});

afterAll(() => service.close());

const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
beforeEach(() => written.mockClear());
afterAll(() => written.mockRestore());
const lines = () => written.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);

const address = () => `http://127.0.0.1:${(service.address() as AddressInfo).port}/api/things?q=a%20b`;
const ask = (request: Partial<Parameters<Send>[1]> = {}) =>
  askService(address(), { method: 'GET', headers: {}, body: undefined, timeoutMs: 5_000, ...request });

it('passes on the request, and the whole answer', async () => {
  answer = (req, res) => {
    let body = '';
    req.on('data', (piece: Buffer) => (body += piece.toString()));
    req.on('end', () => {
      res.writeHead(201, { link: '</next>', 'set-cookie': ['a=1', 'b=2'] });
      res.end(`${req.method} ${req.url} ${req.headers.accept} ${req.headers['content-length']} ${body}`);
    });
  };
  const { status, headers, text } = await ask({
    method: 'POST',
    headers: { accept: 'text/x' },
    body: '"ö"',
  });
  expect([status, text]).toEqual([201, 'POST /api/things?q=a%20b text/x 4 "ö"']);
  expect([headers.get('link'), headers.get('etag')]).toEqual(['</next>', null]);
  expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

it('reads a character that comes in two pieces', async () => {
  const [first, second] = Buffer.from('ö');
  answer = (_req, res) => {
    res.write(Buffer.from([first ?? 0]));
    setTimeout(() => res.end(Buffer.from([second ?? 0])), 20);
  };
  expect((await ask()).text).toBe('ö');
});

it('keeps the connection for the next request', async () => {
  answer = (_req, res) => res.end('{}');
  for (let count = 0; count < 3; count += 1) await ask();
  expect(connections).toHaveLength(1);
});

it('reads again over a new connection when the service has closed the old one', async () => {
  answer = (_req, res) => res.end('first');
  await ask();
  answer = (req, res) => (req.socket === connections[0] ? req.socket.destroy() : res.end('second'));
  expect((await ask()).text).toBe('second');
});

it('does not send again what changes something', async () => {
  answer = (_req, res) => res.end('first');
  await ask();
  let requests = 0;
  answer = (req) => {
    requests += 1;
    req.socket.destroy();
  };
  await expect(ask({ method: 'POST', body: '{}' })).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(requests).toBe(1);
});

it.each<[string, RequestListener]>([
  ['no answer', () => {}],
  ['an answer that stops in its middle', (_req, res) => void res.writeHead(200).write('{"a":')],
])('gives up after the timeout on %s', async (_name, listener) => {
  answer = listener;
  await expect(ask({ timeoutMs: 50 })).rejects.toThrow();
});

it('rejects an answer that the service ends early', async () => {
  answer = (req, res) => {
    res.writeHead(200, { 'content-length': '100' }).write('{');
    setTimeout(() => req.socket.destroy(), 20);
  };
  await expect(ask()).rejects.toThrow();
});

it('rejects when nothing listens', async () => {
  const nowhere = { method: 'GET', headers: {}, body: undefined, timeoutMs: 1_000 };
  await expect(askService('http://127.0.0.1:1/', nowhere)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('logs which call failed, and why', async () => {
  answer = () => {};
  await expect(
    ask({ timeoutMs: 50, headers: { 'x-request-id': 'r1', cookie: 'session=secret' } }),
  ).rejects.toThrow();
  const { host } = new URL(address());
  const call = { requestId: 'r1', method: 'GET', host, url: '/api/things', error: 'no answer within 50 ms' };
  expect(lines()).toEqual([expect.objectContaining({ level: 'warn', msg: 'call failed', ...call })]);
  expect(JSON.stringify(lines())).not.toMatch(/secret|a%20b/);
});

it('logs no call that was answered', async () => {
  answer = (_req, res) => res.writeHead(503).end('{}');
  await ask();
  expect(lines()).toEqual([]);
});
