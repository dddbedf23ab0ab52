import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';

/** An HTTP proxy on a loopback port. */
export interface ConnectProxy {
  url: string;
  /** What it was asked to connect to, in order (`github.com:443`). */
  asked: string[];
  close(): void;
}

/**
 * Starts a proxy that speaks CONNECT only.
 * @param target port of the local server that every tunnel leads to; without it each tunnel is refused
 */
export async function startConnectProxy(target?: number): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_req, res) => res.writeHead(501).end());
  server.on('connect', (req, socket: Socket) => {
    asked.push(req.url ?? '');
    sockets.add(socket);
    socket.on('error', () => {});
    if (target === undefined) return void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    const inner = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(inner).pipe(socket);
    });
    inner.on('error', () => socket.destroy());
    socket.on('close', () => inner.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}
