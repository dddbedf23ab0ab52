import { createServer, type RequestListener, type Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';
import type { ServiceSettings } from '../runtime/config';

/** Long enough for whoever connects to hear that this process is not ready any more, or to be told with an answer. */
const LINGER_MS = 1000;
/** Longer than clients keep a connection idle: Node's agents and fetch 4 s. */
const HTTP_DRAIN_MS = 5000;

/**
 * The server of a service, strict with slow and large requests.
 * @param stopping once it is aborted, each answer closes its connection
 */
export function createHttpServer(app: RequestListener, stopping: AbortSignal): Server {
  return createServer(
    { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 },
    (req, res) => {
      if (stopping.aborted) res.setHeader('Connection', 'close'); // tell keep-alive clients to go elsewhere
      app(req, res);
    },
  );
}

/** Listens; a port that can not be had ends the process with one line. */
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
 * Serves on for a moment, so that no connection is refused that was on its way; then takes no more, and ends each
 * one with its next answer. An idle connection is not cut: a request may be on its way on it, and whoever sent it
 * could not know whether it was done.
 */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  await sleep(LINGER_MS);
  // The http server's own close would cut idle connections.
  const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
  await withTimeout(closed, HTTP_DRAIN_MS, ignoreTimeout);
  server.closeAllConnections();
}
