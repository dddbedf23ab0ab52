import { once } from 'node:events';
import { type IncomingMessage, type RequestListener, type Server, get } from 'node:http';
import { get as getSecurely } from 'node:https';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type Certificate, obtainCertificate } from '../../gateway/certificates';
import { Gateway } from '../../gateway/gateway';
import { freePorts, loopbackAddresses } from '../../ports';
import { Replicas } from '../../gateway/replicas';
import { ask, startUpstream } from '../upstream';

let tlsDir: string;
let certificate: Certificate;
let gateway: Gateway;
let http: number;
let https: number;
let ordersPort: number;
let handle: RequestListener;
const upstreams: Server[] = [];

const echo: RequestListener = (req, res) => {
  res
    .setHeader('content-type', 'application/json')
    .end(JSON.stringify({ url: req.url, headers: req.headers }));
};

beforeAll(async () => {
  tlsDir = await mkdtemp(path.join(os.tmpdir(), 'shop-tls-'));
  certificate = await obtainCertificate(tlsDir, ['ecommerce.local']);
});

afterAll(() => rm(tlsDir, { recursive: true }));

beforeEach(async () => {
  handle = echo;
  const api = await startUpstream((req, res) => handle(req, res));
  const client = await startUpstream((req, res) => res.end(`page ${req.url}`));
  upstreams.push(api.server, client.server);
  [ordersPort] = (await freePorts(1)) as [number];
  gateway = new Gateway({
    routes: {
      maxBodyBytes: Infinity,
      hosts: ['ecommerce.local'],
      paths: [
        { path: '/api/products', exact: false, backend: 'product-svc' },
        { path: '/api/orders', exact: false, backend: 'order-svc' },
        { path: '/', exact: false, backend: 'client-svc' },
      ],
    },
    upstreams: new Map([
      ['product-svc', alone(api.url)],
      ['order-svc', alone(`http://127.0.0.1:${ordersPort}`)],
      ['client-svc', alone(client.url)],
    ]),
    httpPort: 0,
    httpsPort: 0,
    certificate,
  });
  ({ httpPort: http, httpsPort: https } = await gateway.open());
});

afterEach(async () => {
  await gateway.close();
  await Promise.all(
    upstreams.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

const alone = (url: string) => new Replicas([{ url, ready: () => Promise.resolve(true) }]);

const echoed = (body: string) => JSON.parse(body) as { url: string; headers: Record<string, string> };

it('sends a request to the service of its path, path and query untouched', async () => {
  const answer = await ask(http, '/api/products/42?q=a%20b');
  expect(echoed(answer.body).url).toBe('/api/products/42?q=a%20b');
  expect((await ask(http, '/products/42')).body).toBe('page /products/42');
});

it('sets the forwarding headers itself, and drops the ones of the client', async () => {
  const spoofed = {
    host: 'localhost:8080',
    'x-forwarded-for': '6.6.6.6',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example',
    'x-real-ip': '6.6.6.6',
    forwarded: 'for=6.6.6.6',
  };
  const { headers } = echoed((await ask(http, '/api/products', { headers: spoofed })).body);
  expect(headers).toMatchObject({
    host: 'localhost:8080',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': 'localhost:8080',
  });
  expect(JSON.stringify(headers)).not.toMatch(/6\.6\.6\.6|evil/);
});

it.each([
  '/healthz',
  '/readyz',
  '/metrics',
  '/metrics/',
  '//healthz',
  '/HEALTHZ',
  '/%68ealthz',
  '/healthz?x=1',
])('keeps %s inside', async (inner) => {
  const answer = await ask(http, inner);
  expect([answer.status, answer.body]).toEqual([
    404,
    '{"errors":[{"message":"Not Found","code":"not_found"}]}',
  ]);
});

it('protects its own answers by the headers of the services', async () => {
  const { headers } = await ask(http, '/healthz');
  expect(headers).toMatchObject({
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
});

it.each([
  ['kept when it is well-formed', 'shop-1.a_b', /^shop-1\.a_b$/],
  ['made otherwise', 'not one', /^[\da-f-]{36}$/],
])('answers the request id of its own answers: %s', async (_name, sent, expected) => {
  const { headers } = await ask(http, '/healthz', { headers: { 'x-request-id': sent } });
  expect(headers['x-request-id']).toMatch(expected);
});

it('answers to its own names only', async () => {
  const trusting = {
    host: '127.0.0.1',
    port: https,
    ca: await readFile(certificate.caFile),
    agent: false,
  } as const;
  const statusFor = async (name: string) => {
    const req = getSecurely({
      ...trusting,
      servername: 'ecommerce.local',
      path: '/',
      headers: { host: name },
    });
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    res.resume();
    return res.statusCode;
  };
  expect(await statusFor('ecommerce.local:8443')).toBe(200);
  expect(await statusFor('localhost')).toBe(200);
  expect(await statusFor('rebound.example')).toBe(404);
});

it.each(['rebound.example', 'ecommerce.local.rebound.example', '0.0.0.0'])(
  'redirects a plain request for the foreign name %s nowhere',
  async (host) => {
    const answer = await ask(http, '/cart', { headers: { host } });
    expect([answer.status, answer.headers.location]).toEqual([404, undefined]);
  },
);

it('adds the security headers that an answer lacks, and leaves those that it has', async () => {
  const { headers } = await ask(http, '/api/products/42');
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'content-security-policy': "frame-ancestors 'none'",
  });
});

it('sends plain requests for a name of the ingress to https', async () => {
  const answer = await ask(http, '/cart?x=1', { headers: { host: 'ecommerce.local:8080' } });
  expect([answer.status, answer.headers.location]).toEqual([
    308,
    `https://ecommerce.local:${https}/cart?x=1`,
  ]);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect((await ask(http, '/', { headers: { host: '[::1]:8080' } })).status).toBe(200);
});

it('answers 503 in the usual form when a service is unavailable, and waits for it on reads only', async () => {
  const read = ask(http, '/api/orders/1');
  let isAnswered = false;
  void read.then(() => (isAnswered = true));
  const write = await ask(http, '/api/orders', { method: 'POST', body: '{}' });
  expect([write.status, write.body]).toEqual([
    503,
    '{"errors":[{"message":"Service unavailable, try again","code":"service_unavailable"}]}',
  ]);
  expect(isAnswered).toBe(false);
  upstreams.push((await startUpstream(echo, ordersPort)).server);
  expect((await read).status).toBe(200);
});

it('answers 502 when a service dies over a request, and sends that request once', async () => {
  let asked = 0;
  handle = (req) => {
    asked += 1;
    req.socket.destroy();
  };
  const answer = await ask(http, '/api/products');
  expect([answer.status, answer.body]).toEqual([
    502,
    '{"errors":[{"message":"Bad gateway","code":"bad_gateway"}]}',
  ]);
  expect(asked).toBe(1);
});

it('passes a stream on piece by piece, its head before the first piece', async () => {
  let send = (_piece: string): void => {};
  handle = (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    send = (piece) => (piece === '' ? res.end() : res.write(piece));
  };
  const req = get({ host: '127.0.0.1', port: http, path: '/api/products/1/events', agent: false });
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  send('data: 1\n\n');
  const [piece] = (await once(res, 'data')) as [Buffer];
  expect(piece.toString()).toBe('data: 1\n\n');
  send('');
  expect(await text(res)).toBe('');
});

it('keeps its connections to the services', async () => {
  const ports = new Set<number | undefined>();
  handle = (req, res) => {
    ports.add(req.socket.remotePort);
    res.end();
  };
  for (let i = 0; i < 5; i += 1) await ask(http, '/api/products');
  expect(ports.size).toBe(1);
});

it('closes at once although a stream is open', async () => {
  handle = (_req, res) => void res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  const req = get({ host: '127.0.0.1', port: http, path: '/api/products', agent: false }).on(
    'error',
    () => {},
  );
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  res.on('error', () => {});
  const begin = performance.now();
  await gateway.close();
  expect(performance.now() - begin).toBeLessThan(5_000);
});

it('never sends HSTS for localhost', async () => {
  handle = (_req, res) => res.setHeader('strict-transport-security', 'max-age=31536000').end();
  const ca = await readFile(certificate.caFile);
  const req = getSecurely({ host: '127.0.0.1', port: https, path: '/api/products', ca, agent: false });
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  expect(res.headers['strict-transport-security']).toBeUndefined();
  expect((await ask(http, '/api/products')).headers['strict-transport-security']).toBeUndefined();
});

it('listens on both loopback addresses', async () => {
  expect(loopbackAddresses()).toContain('127.0.0.1');
  for (const host of loopbackAddresses()) {
    const req = get({ host, port: http, path: '/cart', agent: false });
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    expect(await text(res)).toBe('page /cart');
  }
});

it('says in one line that a port is in use, by which setting', async () => {
  const second = new Gateway({
    routes: { hosts: [], paths: [], maxBodyBytes: Infinity },
    upstreams: new Map(),
    httpPort: http,
    httpsPort: 0,
    certificate,
  });
  await expect(second.open()).rejects.toThrow(
    `Port ${http} is in use: stop what uses it, or choose another one by SHOP_HTTP_PORT`,
  );
  await second.close();
});
