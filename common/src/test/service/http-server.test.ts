import { once } from 'node:events';
import { Agent, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { closeServer, createHttpServer } from '../../service/http-server';

let server: Server;
let stopping: AbortController;
let handle: RequestListener;
let agent: Agent;

beforeEach(async () => {
  stopping = new AbortController();
  handle = (_req, res) => void res.end('served');
  server = createHttpServer((req, res) => handle(req, res), stopping.signal);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});

afterEach(() => {
  agent.destroy();
  server.closeAllConnections();
  server.close();
});

/** Asks over the one connection of the agent. */
async function ask(): Promise<{ body: string; connection?: string; isReused: boolean }> {
  const { port } = server.address() as AddressInfo;
  return answerOf(request({ host: '127.0.0.1', port, agent }).end());
}

async function answerOf(req: ReturnType<typeof request>) {
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  return { body: await text(res), connection: res.headers.connection, isReused: req.reusedSocket };
}

/** Stops as a service does. */
function stop(graceMs = 35_000): Promise<void> {
  stopping.abort();
  return closeServer(server, graceMs);
}

it('serves a request on an idle connection during shutdown, and closes the connection with the response', async () => {
  const { port } = server.address() as AddressInfo;
  await ask();
  const stopped = stop();
  // Longer than it takes new connections.
  while (server.listening) await new Promise((resolve) => setTimeout(resolve, 10));
  const answer = await answerOf(request({ host: '127.0.0.1', port, agent }).end());
  expect(answer).toEqual({ body: 'served', connection: 'close', isReused: true });
  await stopped;
});

it('keeps idle connections longer than the proxies in front of it', async () => {
  const { port } = server.address() as AddressInfo;
  const { headers } = await fetch(`http://127.0.0.1:${port}/`);
  expect(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(60);
});

it('answers 431 to headers of more than 16 KiB', async () => {
  const { port } = server.address() as AddressInfo;
  const { status } = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-long': 'x'.repeat(20_000) } });
  expect(status).toBe(431);
});

it('ends a request whose headers take longer than ten seconds', async () => {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  const begin = performance.now();
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
  const drip = setInterval(() => socket.write('X-More: 1\r\n'), 500);
  const answer = await text(socket);
  clearInterval(drip);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(performance.now() - begin).toBeLessThan(15_000);
}, 40_000);

it('serves connections made right after the shutdown started', async () => {
  const stopped = stop();
  expect(await ask()).toEqual({ body: 'served', connection: 'close', isReused: false });
  await stopped;
  expect(server.listening).toBe(false);
});

it('leaves most of a short grace period to the rest of the shutdown while a connection is idle', async () => {
  await ask();
  const startedAt = performance.now();
  await stop(5000);
  expect(performance.now() - startedAt).toBeLessThan(4000);
});

it('waits for the response in progress', async () => {
  let finish = (): void => {};
  const begun = new Promise<void>((resolve) => {
    handle = (_req, res) => {
      finish = () => res.end('late');
      resolve();
    };
  });
  const answer = ask();
  await begun;
  let isStopped = false;
  const stopped = stop().then(() => (isStopped = true));
  while (server.listening) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isStopped).toBe(false);
  finish();
  expect((await answer).body).toBe('late');
  agent.destroy();
  await stopped;
});
