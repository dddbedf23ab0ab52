import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Certificate, obtainCertificate } from '../../gateway/certificates';
import { Gateway } from '../../gateway/gateway';
import { Replicas } from '../../gateway/replicas';
import { RawSocket, headOf, statusesOf } from '../raw-socket';
import { tempFolder } from '../temp-folder';
import { startUpstream } from '../upstream';

const folder = tempFolder();
/** A whole request that only the inside of the shop may send. */
export const INNER_REQUEST = headOf('GET /_control/ledger HTTP/1.1', 'Host: 127.0.0.1');
export const BACKENDS = {
  'stripe-sandbox': '/sandbox/stripe',
  'product-svc': '/api/products',
  'client-svc': '/',
};

let certificate: Certificate;
let gateway: Gateway;
export let http: number;
export let servers: Server[];
/** What reached a backend without the marks of the gateway, or at a path of the inside. */
let innerRequests: string[];

/** Opens a gateway before three backends; it is closed after the test. */
export const openDoor = async (webSocketBackend?: string) => {
  certificate ??= await obtainCertificate(folder.path, ['ecommerce.local']);
  innerRequests = [];
  const started = await Promise.all(Object.keys(BACKENDS).map(() => startUpstream(answer)));
  servers = started.map(({ server }) => server);
  const names = Object.keys(BACKENDS);
  const paths = Object.entries(BACKENDS).map(([backend, path]) => ({ path, exact: false, backend }));
  gateway = new Gateway({
    routes: { hosts: ['ecommerce.local'], paths, maxBodyBytes: Infinity },
    upstreams: new Map(started.map(({ url }, index) => [names[index]!, alone(url)])),
    httpPort: 0,
    httpsPort: 0,
    certificate,
    webSocketBackend,
  });
  ({ httpPort: http } = await gateway.open());
};

afterEach(async () => {
  await gateway.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const alone = (url: string) => new Replicas([{ url, ready: () => Promise.resolve(true) }]);

/** Says what it was asked, like the services: answers a GET without waiting for a body. */
async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const isMarked = req.headers['x-forwarded-for'] === '127.0.0.1';
  if (!isMarked || /^\/(metrics|healthz|readyz)/.test(req.url ?? '')) innerRequests.push(req.url ?? '');
  const isRead = req.method === 'POST' && !req.url?.includes('early');
  const body = isRead ? await text(req).catch(() => 'cut off') : '';
  res.end(`<${req.method} ${req.url} ${body}>`);
}

/** Asks as an honest visitor for a page of their own, at each backend. */
async function expectOwnAnswers(visitor: RawSocket, name: string): Promise<void> {
  for (const path of Object.values(BACKENDS)) {
    const own = `${path === '/' ? '' : path}/page-of-${name}`;
    const received = await visitor.ask(headOf(`GET ${own} HTTP/1.1`, 'Host: localhost'), '>');
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 200 OK[^<]*<GET ${own} >`));
    expect(statusesOf(received)).toEqual([200]);
  }
}

/** Sends an attack beside honest visitors. @returns what the attacker received */
export async function attack(run: (attacker: RawSocket) => Promise<string>): Promise<string> {
  const kept = await RawSocket.open(http);
  await expectOwnAnswers(kept, 'kept-before');
  const attacker = await RawSocket.open(http);
  const received = await run(attacker);
  await expectOwnAnswers(kept, 'kept-after');
  const fresh = await RawSocket.open(http);
  await expectOwnAnswers(fresh, 'fresh');
  await expectOwnAnswers(fresh, 'fresh-again');
  for (const socket of [kept, attacker, fresh]) socket.close();
  expect(innerRequests).toEqual([]);
  return received;
}
