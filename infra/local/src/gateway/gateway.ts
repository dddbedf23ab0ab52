import { type Server as HttpServer, type IncomingMessage, ServerResponse, createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import { isTooLarge } from './body-limit';
import { answerError } from './error-answer';
import { Forwarder } from './forwarding';
import { type IngressRoutes, backendOf } from './ingress';
import { listenOnLoopback } from '../ports';
import type { Replicas } from './replicas';
import { hostnameOf, isWebSocket, LOOPBACK_NAMES, refusalOf } from './request-rules';

/** What the gateway needs to know. */
export interface GatewayOptions {
  routes: IngressRoutes;
  /** The processes behind each of the ingress's backends. */
  upstreams: ReadonlyMap<string, Replicas>;
  httpPort: number;
  httpsPort: number;
  certificate: { cert: string; key: string };
  /** The one backend that may have WebSockets: the pages under development, for hot reload. */
  webSocketBackend?: string;
}

type UpgradeListener = (req: IncomingMessage, socket: Socket, head: Buffer) => void;

/** What a service answers on its own port for its keepers is nothing for the public. */
const INNER_PATHS = ['/healthz', '/readyz', '/metrics'];
const HEADERS_WITHIN_MS = 15_000;
const REQUEST_WITHIN_MS = 60_000;
/** Open answers (an order's live status) get this long to end by themselves at the stop. */
const DRAIN_MS = 400;

/** The shop's only way in: routes as the ingress does, on plain http for loopback names and on https for all. */
export class Gateway {
  readonly #listeners: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #forwarder: Forwarder;
  #httpsPort = 0;

  constructor(private readonly options: GatewayOptions) {
    this.#forwarder = new Forwarder([...options.upstreams.values()], options.routes.maxBodyBytes);
  }

  /**
   * Listens on both ports, on each loopback address. Until the services behind it are up it answers 503.
   * @returns the ports, which differ from the wanted ones when 0 was asked for
   * @throws UserError when a port is in use or not allowed
   */
  async open(): Promise<{ httpPort: number; httpsPort: number }> {
    const { httpPort, httpsPort, certificate } = this.options;
    const limits = { headersTimeout: HEADERS_WITHIN_MS, requestTimeout: REQUEST_WITHIN_MS };
    const timers = { ...limits, connectionsCheckingInterval: 2_000, keepAliveTimeout: 75_000 };
    const secure = () => this.#prepared(createSecureServer({ ...timers, ...certificate }), false);
    const plain = () => this.#prepared(createServer(timers), true);
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

  async #listen(create: () => Server, wanted: number, setting: string): Promise<number> {
    const { port, servers } = await listenOnLoopback(create, wanted, setting);
    this.#listeners.push(...servers);
    return port;
  }

  #prepared(server: HttpServer, isPlain: boolean): Server {
    // Node silently drops what is above its limit; `refusalOf` refuses it.
    server.maxHeadersCount = 0;
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('request', (req: IncomingMessage, res: ServerResponse) => {
      const upstream = this.#admit(req, res, isPlain);
      if (upstream) this.#forwarder.forward(req, res, upstream);
    });
    // Node hands over nothing but the bare socket, and closes it where nobody listens.
    server.on('connect', (req: IncomingMessage, socket: Socket) => {
      this.#admit(req, responseOn(socket, req), isPlain);
    });
    // Without a listener Node reads an upgrade as the plain request that it also is.
    if (this.options.webSocketBackend !== undefined) server.on('upgrade', this.#upgrader(isPlain));
    return server;
  }

  #upgrader(isPlain: boolean): UpgradeListener {
    return (req, socket, head) => {
      const res = responseOn(socket, req);
      const upstream = this.#admit(req, res, isPlain);
      if (!upstream) return;
      const { upstreams, webSocketBackend = '' } = this.options;
      if (upstream !== upstreams.get(webSocketBackend) || !isWebSocket(req))
        return refuse(res, 400, 'Bad Request');
      res.detachSocket(socket);
      this.#forwarder.upgrade(req, socket, head, upstream);
    };
  }

  /** Finds where a request goes. Answers those that go nowhere by itself. */
  #admit(req: IncomingMessage, res: ServerResponse, isPlain: boolean): Replicas | undefined {
    const refusal = refusalOf(req);
    const hostname = hostnameOf(req);
    if (refusal) refuse(res, refusal.status, refusal.message);
    else if (hostname === '') refuse(res, 400, 'Bad Request');
    else if (isTooLarge(req, this.options.routes.maxBodyBytes)) answerError(res, 413, 'Payload too large');
    else if (isPlain && this.options.routes.hosts.includes(hostname)) this.#redirect(req, res, hostname);
    else {
      const upstream = this.#upstreamOf(req, hostname);
      if (upstream) return upstream;
      answerError(res, 404, 'Not Found');
    }
    return undefined;
  }

  /** Only names that are ours: a foreign page whose name was pointed at this machine gets nothing. */
  #upstreamOf(req: IncomingMessage, hostname: string): Replicas | undefined {
    const { routes, upstreams } = this.options;
    if (!LOOPBACK_NAMES.includes(hostname) && !routes.hosts.includes(hostname)) return undefined;
    const pathname = (req.url ?? '').split('?')[0] ?? '';
    if (isInner(pathname)) return undefined;
    const backend = backendOf(routes, pathname);
    return backend === undefined ? undefined : upstreams.get(backend);
  }

  #redirect(req: IncomingMessage, res: ServerResponse, hostname: string): void {
    const port = this.#httpsPort === 443 ? '' : `:${this.#httpsPort}`;
    const location = `https://${hostname}${port}${req.url}`;
    // Browsers keep a 308 for ever otherwise, and the port may be another one at the next start.
    res.writeHead(308, { location, 'content-length': 0, 'cache-control': 'no-store' }).end();
  }
}

/** In any spelling that a router behind might take for the same path. */
function isInner(pathname: string): boolean {
  const plain = decodeURIComponent(pathname).toLowerCase().replace(/\/+/g, '/').replace(/\/$/, '');
  return INNER_PATHS.includes(plain);
}

/** Nothing that follows on this connection can be trusted to begin where a request begins. */
function refuse(res: ServerResponse, status: number, message: string): void {
  res.shouldKeepAlive = false;
  answerError(res, status, message);
}

/** An answer for a socket that Node has taken out of its HTTP server; the connection ends with it. */
function responseOn(socket: Socket, req: IncomingMessage): ServerResponse {
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(socket);
  res.once('finish', () => socket.destroySoon());
  socket.on('error', () => socket.destroy());
  return res;
}
