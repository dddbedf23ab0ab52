import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type Server, createServer } from 'node:net';
import { UserError } from './errors';

/**
 * Below the range from which systems take ports for outgoing connections: while a server is being restarted,
 * no client's connection can sit on its port, and none can meet itself there.
 */
const FIRST = 20_000;
const LAST = 32_000;

/** Finds free loopback ports, all different. They are free now; nothing keeps them but whoever listens next. */
export async function freePorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  const ports: number[] = [];
  const start = randomInt(FIRST, LAST);
  try {
    for (let port = start; ports.length < count && port < start + LAST - FIRST; port += 1) {
      const candidate = port < LAST ? port : port - (LAST - FIRST);
      const server = createServer();
      server.listen({ port: candidate, host: '127.0.0.1', exclusive: true });
      const isFree = await once(server, 'listening').then(
        () => true,
        () => false,
      );
      if (!isFree) continue;
      held.push(server);
      ports.push(candidate);
    }
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
  if (ports.length < count)
    throw new Error(`fewer than ${count} ports are free between ${FIRST} and ${LAST}`);
  return ports;
}

/** @throws UserError when a port that is wanted (not 0) is in use or not allowed */
export async function demandFreePort(port: number, setting: string): Promise<void> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw explainListenError(error, port, setting);
  }
  await new Promise((resolve) => server.close(resolve));
}

/** Turns the error of a listen into one line that names the setting to change. */
export function explainListenError(error: unknown, port: number, setting: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new UserError(`Port ${port} is in use: stop what uses it, or choose another one by ${setting}`);
  }
  if (code === 'EACCES') {
    return new UserError(`Port ${port} is not allowed for this user: choose one above 1023 by ${setting}`);
  }
  return error;
}
