import type { RequestListener, Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { obtainCertificate } from '../../gateway/certificates';
import { Gateway } from '../../gateway/gateway';
import { freePorts } from '../../ports';
import { httpProbe } from '../../supervisor/readiness';
import { Replicas } from '../../gateway/replicas';
import { ask, startUpstream } from '../upstream';

/** One process of the service behind the gateway; it can stop, and start again on the same port. */
class Process {
  isReady = true;
  /** Says with its answers that it closes their connections, as a process does that stops. */
  isStopping = false;
  #server?: Server;

  constructor(
    readonly name: string,
    readonly port: number,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.#server = (await startUpstream(this.#answer, this.port)).server;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve) ?? resolve(undefined));
    this.#server = undefined;
  }

  readonly #answer: RequestListener = async (req, res) => {
    if (req.url === '/readyz') return void res.writeHead(this.isReady ? 200 : 503).end();
    const body = await text(req);
    if (this.isStopping) res.setHeader('connection', 'close');
    res.end(req.method === 'GET' ? this.name : `${this.name} ${body.length}`);
  };
}

let tlsDir: string;
let gateway: Gateway;
let port: number;
let orders: Process;
let orders2: Process;

beforeEach(async () => {
  tlsDir = await mkdtemp(path.join(os.tmpdir(), 'shop-tls-'));
  const [first, second] = (await freePorts(2)) as [number, number];
  orders = new Process('orders', first);
  orders2 = new Process('orders-2', second);
  const replicas = [orders, orders2].map(({ url }) => ({ url, ready: httpProbe(`${url}/readyz`) }));
  gateway = new Gateway({
    routes: { maxBodyBytes: Infinity, hosts: [], paths: [{ path: '/', exact: false, backend: 'order-svc' }] },
    upstreams: new Map([['order-svc', new Replicas(replicas)]]),
    httpPort: 0,
    httpsPort: 0,
    certificate: await obtainCertificate(tlsDir, []),
  });
  await Promise.all([orders.start(), orders2.start()]);
  port = (await gateway.open()).httpPort;
});

afterEach(async () => {
  await gateway.close();
  await Promise.all([orders.stop(), orders2.stop()]);
  await rm(tlsDir, { recursive: true });
});

/** Who answered each of so many requests in a row. */
async function whoAnswers(count: number): Promise<string[]> {
  const names: string[] = [];
  for (let left = count; left > 0; left -= 1) names.push((await ask(port, '/')).body);
  return names;
}

async function untilAnswers(process: Process): Promise<void> {
  while (!(await whoAnswers(2)).includes(process.name));
}

it('asks the processes of a service in turn', async () => {
  expect(await whoAnswers(4)).toEqual(['orders', 'orders-2', 'orders', 'orders-2']);
});

it('passes over one that refuses connections, for every method, and sends the whole request once', async () => {
  await orders.stop();
  // More than fits into the buffers on the way.
  const body = 'x'.repeat(2_000_000);
  for (const request of [{ method: 'POST', body }, { method: 'PUT', body }, { method: 'DELETE' }]) {
    const { status, body: answer } = await ask(port, '/', request);
    expect([status, answer]).toEqual([200, `orders-2 ${request.body?.length ?? 0}`]);
  }
});

it('takes one that is back in again, once it says that it is ready', async () => {
  await orders.stop();
  expect(await whoAnswers(2)).toEqual(['orders-2', 'orders-2']);
  orders.isReady = false;
  await orders.start();
  expect(new Set(await whoAnswers(10))).toEqual(new Set(['orders-2']));
  orders.isReady = true;
  await untilAnswers(orders);
});

it('asks one that has just been started nothing before it is ready', async () => {
  orders.isReady = false;
  gateway.started(orders.url);
  expect(new Set(await whoAnswers(6))).toEqual(new Set(['orders-2']));
  orders.isReady = true;
  await untilAnswers(orders);
});

it('leaves one that closes its connections, before it refuses any', async () => {
  orders.isReady = false;
  orders.isStopping = true;
  expect(await whoAnswers(6)).toEqual(['orders', ...Array<string>(5).fill('orders-2')]);
});

it('leaves one that says it is not ready, though it would still serve', async () => {
  gateway.watch();
  await untilAnswers(orders);
  orders.isReady = false;
  while ((await whoAnswers(2)).includes(orders.name));
  expect(new Set(await whoAnswers(6))).toEqual(new Set(['orders-2']));
  orders.isReady = true;
  await untilAnswers(orders);
});

it('answers 503 to a write when none is there, and lets a read wait for any of them', async () => {
  await Promise.all([orders.stop(), orders2.stop()]);
  expect((await ask(port, '/', { method: 'POST', body: '{}' })).status).toBe(503);
  const read = ask(port, '/');
  await orders2.start();
  expect((await read).body).toBe('orders-2');
});

it('asks those that are not ready when there are no others', async () => {
  for (const process of [orders, orders2]) {
    process.isReady = false;
    gateway.started(process.url);
  }
  expect((await ask(port, '/')).status).toBe(200);
});
