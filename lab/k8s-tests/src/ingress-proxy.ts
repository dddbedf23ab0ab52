import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface IngressProxy {
  /** Plain http on this machine; every request goes on to the Ingress by https. */
  url: string;
  close(): void;
}

/**
 * A proxy to the Ingress that needs neither its name in a hosts file nor its certificate authority in a store:
 * it connects to `address`, asks for `host` by SNI, and accepts only a certificate of `ca` for that name.
 */
export async function openIngressProxy(
  host: string,
  address: string,
  port: number,
  ca: string,
): Promise<IngressProxy> {
  const server: Server = createServer((incoming, answer) => {
    const outgoing = request(
      {
        host: address,
        port,
        servername: host,
        ca,
        method: incoming.method,
        path: incoming.url,
        headers: { ...incoming.headers, host },
      },
      (received) => {
        answer.writeHead(received.statusCode ?? 502, received.rawHeaders);
        received.pipe(answer);
      },
    );
    outgoing.once('error', (error) => {
      if (answer.headersSent) return void answer.destroy();
      answer
        .writeHead(599, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ingress: error.message }));
    });
    incoming.pipe(outgoing);
  });
  // Only the client closes an idle connection: closed here after 5 s, it resets a request that is already on its way.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
