import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Transform } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { createProxyServer, proxyUpgrade } from 'httpxy';
import { limitedBody } from './body-limit';
import { answerError, protectHeaders } from './error-answer';
import { type Probe, tcpProbe, untilReady } from '../supervisor/readiness';
import { ReplicaAgent } from './replica-agent';
import type { Replicas } from './replicas';
import { connectionOptions } from './request-rules';

/** Visitors' values of these would be believed behind the gateway. */
const CLAIMS = /^(forwarded$|x-forwarded-|x-real-ip$|x-original-|x-rewrite-)/;
/** These belong to one connection; the gateway sets its own. */
const HOP_BY_HOP = [
  ...['upgrade', 'http2-settings', 'keep-alive', 'te', 'trailer', 'expect'],
  ...['proxy-connection', 'proxy-authorization'],
];

/** A read waits this long for a service that is being started again. */
const TIMEOUT_MS = 3_000;
/** Shorter than the 5 s after which Node's servers close an idle connection, so that none is used as it closes. */
const IDLE_SOCKET_MS = 4_000;

interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
  backend: Replicas;
  headers: Record<string, string>;
  isRetried: boolean;
  /** The body of a request that does not say how long it is. */
  body?: Transform;
}

/** Hands requests to the services behind the gateway, over connections that are kept. */
export class Forwarder {
  readonly #agent: ReplicaAgent;
  readonly #proxy;
  readonly #exchanges = new WeakMap<IncomingMessage, Exchange>();

  /**
   * @param backends all that requests will be handed to
   * @param maxBodyBytes how long a body may be
   */
  constructor(
    private readonly backends: readonly Replicas[],
    private readonly maxBodyBytes: number,
  ) {
    const options = { keepAlive: true, maxFreeSockets: 64, timeout: IDLE_SOCKET_MS };
    this.#agent = new ReplicaAgent(options, backends);
    this.#proxy = createProxyServer({ agent: this.#agent });
    this.#proxy.on('error', (error, req, res) => {
      const exchange = req && this.#exchanges.get(req);
      if (exchange) this.#failed(error, exchange);
      else res?.destroy();
    });
    this.#proxy.on('proxyRes', (answer, req, res) => {
      if (answer.headers.connection === 'close') this.#isStopping(req, answer.socket.remotePort);
      // A browser would demand https on every other port of localhost, for a year.
      delete answer.headers['strict-transport-security'];
      protectHeaders(answer.headers);
      delete answer.headers['keep-alive'];
      delete answer.headers.connection;
      // An event stream shows its head before the first event, which may be minutes away.
      if (answer.headers['content-type']?.startsWith('text/event-stream'))
        setImmediate(() => res.flushHeaders());
    });
  }

  /** Sends a request on and its answer back, unbuffered both ways. */
  forward(req: IncomingMessage, res: ServerResponse, backend: Replicas): void {
    dropOwnHeaders(req);
    // httpxy answers the visitor with the request's own value.
    req.headers.connection = res.shouldKeepAlive ? 'keep-alive' : 'close';
    const headers = { ...forwardedHeaders(req), connection: 'keep-alive' };
    const body = this.#limitedBody(req, res);
    const exchange = { req, res, backend, headers, isRetried: false, ...(body && { body }) };
    this.#exchanges.set(req, exchange);
    this.#send(exchange);
  }

  #limitedBody(req: IncomingMessage, res: ServerResponse): Transform | undefined {
    if (req.headers['transfer-encoding'] === undefined) return undefined;
    const body = limitedBody(req, this.maxBodyBytes, () => {
      if (res.headersSent) return void req.destroy();
      res.shouldKeepAlive = false;
      res.once('finish', () => req.destroy()); // which also ends the request to the service
      answerError(res, 413, 'Payload too large');
    });
    // What a service did not read must not hold up the connection.
    res.once('finish', () => req.unpipe(body).resume());
    return body;
  }

  /** Sends a WebSocket on over a connection of its own, which no other request is ever sent over. */
  upgrade(req: IncomingMessage, socket: Socket, head: Buffer, backend: Replicas): void {
    dropOwnHeaders(req);
    const headers = { ...forwardedHeaders(req), connection: 'Upgrade', upgrade: 'websocket' };
    const options = { xfwd: false, agent: false as never, headers };
    // It checks that the visitor asked for a WebSocket.
    req.headers.upgrade = 'websocket';
    proxyUpgrade(backend.next().url, req, socket, head, options).catch(() => socket.destroySoon());
  }

  /** Closes the kept connections. */
  close(): void {
    for (const backend of this.backends) backend.close();
    this.#agent.destroy();
  }

  /** A process that closes a kept connection is about to go: its other connections are left in time. */
  #isStopping(req: IncomingMessage, port: number | undefined): void {
    const backend = this.#exchanges.get(req)?.backend;
    const replica = backend?.at(port);
    if (!replica) return;
    backend?.away(replica);
    this.#agent.dismiss(replica);
  }

  #send(exchange: Exchange): void {
    const { req, res, backend, headers, body: buffer } = exchange;
    this.#proxy.web(req, res, { target: backend.next().url, headers, buffer }).catch(() => res.destroy());
  }

  /**
   * Refused connections, by all processes of the backend, reached nobody: a read waits for one to come back.
   * Whatever may have reached a process is never sent again.
   */
  #failed(error: NodeJS.ErrnoException, exchange: Exchange): void {
    const { req, res, isRetried } = exchange;
    if (res.headersSent || res.destroyed) {
      if (!res.writableEnded) res.destroy();
      return;
    }
    if (error.code !== 'ECONNREFUSED') return answerError(res, 502, 'Bad gateway');
    if (!isRetried && isBodylessRead(req)) return void this.#sendWhenBack(exchange);
    answerError(res, 503, 'Service unavailable, try again');
  }

  async #sendWhenBack(exchange: Exchange): Promise<void> {
    exchange.isRetried = true;
    const deadline = performance.now() + TIMEOUT_MS;
    const isOver = () => exchange.res.destroyed || performance.now() > deadline;
    try {
      await untilReady(anyOf(exchange.backend), () => {
        if (isOver()) throw new Error('still away');
      });
    } catch {
      if (!exchange.res.destroyed) answerError(exchange.res, 503, 'Service unavailable, try again');
      return;
    }
    this.#send(exchange);
  }
}

/** Whether any process of a backend takes connections. */
function anyOf(backend: Replicas): Probe {
  const probes = backend.inTurn().map(({ url }) => tcpProbe(Number(new URL(url).port)));
  return async () => (await Promise.all(probes.map((probe) => probe()))).includes(true);
}

function isBodylessRead({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' && headers['content-length'] === undefined && headers['transfer-encoding'] === undefined
  );
}

/** Drops headers that a visitor may not set, and those of their own connection. */
function dropOwnHeaders(req: IncomingMessage): void {
  const dropped = new Set([...HOP_BY_HOP, ...connectionOptions(req)]);
  for (const name of Object.keys(req.headers)) {
    if (dropped.has(name) || CLAIMS.test(name)) delete req.headers[name];
  }
}

/** The headers about the visitor that services get. */
function forwardedHeaders(req: IncomingMessage): Record<string, string> {
  return {
    'x-forwarded-for': (req.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    'x-forwarded-proto': (req.socket as Partial<TLSSocket>).encrypted ? 'https' : 'http',
    'x-forwarded-host': req.headers.host ?? '',
    'x-forwarded-port': String(req.socket.localPort),
  };
}
