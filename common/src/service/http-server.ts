import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';
import type { ServiceSettings } from '../runtime/config';

/** Time for clients to see that this process is not ready, or to receive `Connection: close`. */
const LINGER_MS = 1000;
/** Longer than clients keep an idle connection (Node's agents and fetch: 4 s), when the grace period allows it. */
const HTTP_DRAIN_MS = 5000;

const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  /** How often Node looks for requests that are late; 30 s by itself. */
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
};

/**
 * Creates the server of a service, with strict limits for slow and large requests.
 * @param stopping once it is aborted, each response closes its connection
 * @param classes of the app's requests and responses
 */
export function createHttpServer(
  app: RequestListener,
  stopping: AbortSignal,
  classes: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> = {},
): Server {
  return createServer({ ...LIMITS, ...classes }, (req, res) => {
    if (stopping.aborted) res.setHeader('Connection', 'close'); // keep-alive clients must reconnect elsewhere
    app(req, res);
  });
}

/** Starts to listen; when the port is not available, the process ends with one line. */
export function listenOn(
  server: Server,
  { PORT: port, HOST: host }: Pick<ServiceSettings, 'PORT' | 'HOST'>,
): Promise<void> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      process.stderr.write(
        error.code === 'EADDRINUSE' ? `PORT ${port} is in use\n` : `PORT ${port}: ${error.message}\n`,
      );
      process.exit(1);
    });
    server.listen({ port, host }, resolve);
  });
}

/**
 * Serves for another moment, so that no connection in progress is refused. Then it accepts no more and closes each
 * connection with its next response. Idle connections are not cut at once, because a request may be in flight on one
 * and its sender could not know whether it was handled.
 * @param graceMs milliseconds of the whole shutdown: open connections, with their requests, get a third of it at most
 */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  await sleep(LINGER_MS);
  // http.Server.close() would cut idle connections.
  const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
  await withTimeout(closed, Math.min(HTTP_DRAIN_MS, graceMs / 3), ignoreTimeout);
  server.closeAllConnections();
}
