import { type IncomingMessage, type RequestListener, type ServerResponse, createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { answerError } from './error-answer';
import { Forwarder } from './forwarding';
import { type IngressRoutes, backendOf } from './ingress';
import { explainListenError } from './ports';
import type { Replicas } from './replicas';

/** What the front door needs to know. */
export interface FrontDoorOptions {
  routes: IngressRoutes;
  /** The processes behind each of the ingress's backends. */
  upstreams: ReadonlyMap<string, Replicas>;
  httpPort: number;
  httpsPort: number;
  certificate: { cert: string; key: string };
}

/** Browsers treat these as a secure context, so http works there as https does. */
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
/** What a service answers on its own port for its keepers is nothing for the public. */
const INNER_PATHS = ['/healthz', '/readyz', '/metrics'];
const HEADERS_WITHIN_MS = 15_000;
const REQUEST_WITHIN_MS = 60_000;
/** Open answers (an order's live status) get this long to end by themselves at the stop. */
const DRAIN_MS = 400;

/** The shop's only way in: routes as the ingress does, on plain http for loopback names and on https for all. */
export class FrontDoor {
  readonly #listeners: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #forwarder: Forwarder;
  #httpsPort = 0;

  constructor(private readonly options: FrontDoorOptions) {
    this.#forwarder = new Forwarder([...options.upstreams.values()]);
  }

  /**
   * Listens on both ports. Until the services behind it are up it answers 503.
   * @returns the ports, which differ from the wanted ones when 0 was asked for
   * @throws UserError when a port is in use or not allowed
   */
  async open(): Promise<{ httpPort: number; httpsPort: number }> {
    const { httpPort, httpsPort, certificate } = this.options;
    const limits = { headersTimeout: HEADERS_WITHIN_MS, requestTimeout: REQUEST_WITHIN_MS };
    const timers = { ...limits, connectionsCheckingInterval: 2_000, keepAliveTimeout: 75_000 };
    const secure = createSecureServer({ ...timers, ...certificate }, this.#handler(false));
    const plain = createServer(timers, this.#handler(true));
    this.#httpsPort = await this.#listen(secure, httpsPort, 'SHOP_HTTPS_PORT');
    return { httpPort: await this.#listen(plain, httpPort, 'SHOP_HTTP_PORT'), httpsPort: this.#httpsPort };
  }

  /** Takes no more requests, lets those under way end for a moment, then cuts what is left. */
  async close(): Promise<void> {
    const closed = this.#listeners.map((server) => new Promise((resolve) => server.close(resolve)));
    const cut = setTimeout(() => this.#sockets.forEach((socket) => socket.destroy()), DRAIN_MS);
    await Promise.all(closed);
    clearTimeout(cut);
    this.#forwarder.close();
  }

  /** The process at this address has just been started: others of its backend are asked until it is ready. */
  started(url: string): void {
    for (const replicas of this.options.upstreams.values()) {
      const replica = replicas.at(Number(new URL(url).port));
      if (replica) replicas.away(replica);
    }
  }

  /** From now on, processes that are not ready are asked only where a backend has no other. */
  watch(): void {
    for (const replicas of this.options.upstreams.values()) replicas.watch();
  }

  async #listen(server: Server, port: number, setting: string): Promise<number> {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
      const upstream = this.#upstreamOf(req);
      if (upstream === undefined) socket.destroy();
      else this.#forwarder.upgrade(req, socket, head, upstream);
    });
    server.listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      throw explainListenError(error, port, setting);
    }
    this.#listeners.push(server);
    return (server.address() as AddressInfo).port;
  }

  #handler(isPlain: boolean): RequestListener {
    return (req, res) => {
      const hostname = hostnameOf(req);
      if (isPlain && !LOOPBACK_NAMES.includes(hostname)) return this.#redirect(req, res, hostname);
      const upstream = this.#upstreamOf(req);
      if (upstream === undefined) return answerError(res, 404, 'Not Found');
      this.#forwarder.forward(req, res, upstream, this.#httpsPort);
    };
  }

  /** Only names that are ours: a foreign page whose name was pointed at this machine gets nothing. */
  #upstreamOf(req: IncomingMessage): Replicas | undefined {
    const { routes, upstreams } = this.options;
    const hostname = hostnameOf(req);
    if (!LOOPBACK_NAMES.includes(hostname) && !routes.hosts.includes(hostname)) return undefined;
    const pathname = (req.url ?? '').split('?')[0] ?? '';
    if (!pathname.startsWith('/') || isInner(pathname)) return undefined;
    const backend = backendOf(routes, pathname);
    return backend === undefined ? undefined : upstreams.get(backend);
  }

  #redirect(req: IncomingMessage, res: ServerResponse, hostname: string): void {
    if (hostname === '' || !(req.url ?? '').startsWith('/')) return answerError(res, 400, 'Bad Request');
    const port = this.#httpsPort === 443 ? '' : `:${this.#httpsPort}`;
    res.writeHead(308, { location: `https://${hostname}${port}${req.url}`, 'content-length': 0 }).end();
  }
}

/** The name of the Host header in lower case, without port; empty when it is none. */
function hostnameOf(req: IncomingMessage): string {
  const hostname = /^(\[[\da-f:.]+\]|[a-z\d.-]+)(?::\d{1,5})?$/i.exec(req.headers.host ?? '')?.[1] ?? '';
  return hostname.toLowerCase();
}

/** In any spelling that a router behind might take for the same path. */
function isInner(pathname: string): boolean {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return false;
  }
  const plain = decoded.toLowerCase().replace(/\/+/g, '/').replace(/\/$/, '');
  return INNER_PATHS.includes(plain);
}
