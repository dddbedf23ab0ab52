import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { checksProbe, httpProbe } from '../../supervisor/readiness';
import { startUpstream } from '../upstream';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A process whose `/readyz` gives this answer. */
async function readyzOf(status: number, body: unknown): Promise<string> {
  const upstream = await startUpstream((_req, res) => {
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server = upstream.server;
  return `${upstream.url}/readyz`;
}

const WITHOUT_BROKER = { status: 'ok', checks: { serving: true, database: true, bus: false } };

it('a service without a broker can serve, and has not started completely', async () => {
  const url = await readyzOf(200, WITHOUT_BROKER);
  expect(await httpProbe(url)()).toBe(true);
  expect(await checksProbe(url)()).toBe(false);
});

it('a service has started when every check is true', async () => {
  const checks = { serving: true, database: true, bus: true };
  expect(await checksProbe(await readyzOf(200, { status: 'ok', checks }))()).toBe(true);
});

it('a process without checks has started when it is ready', async () => {
  expect(await checksProbe(await readyzOf(200, { status: 'ready' }))()).toBe(true);
});

it.each([
  [503, { status: 'not ready' }],
  [503, { status: 'unavailable', checks: { serving: true, database: true } }],
])('a process that answers %i has not started', async (status, body) => {
  expect(await checksProbe(await readyzOf(status, body))()).toBe(false);
});

it('a process that does not answer has not started', async () => {
  expect(await checksProbe('http://127.0.0.1:1/readyz')()).toBe(false);
});

it.each([
  ['httpProbe', httpProbe],
  ['checksProbe', checksProbe],
])('%s closes its connection, for which a service that stops would wait', async (_name, probe) => {
  let sockets = 0;
  const upstream = await startUpstream((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server = upstream.server;
  server.on('connection', (socket) => {
    sockets += 1;
    socket.once('close', () => (sockets -= 1));
  });
  expect(await probe(upstream.url)()).toBe(true);
  // Shorter than the 4 s for which an idle connection is kept.
  for (let waited = 0; sockets > 0 && waited < 2_000; waited += 50) await sleep(50);
  expect(sockets).toBe(0);
});
