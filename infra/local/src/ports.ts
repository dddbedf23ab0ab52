import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, type Server, createServer } from 'node:net';
import os from 'node:os';
import { UserError } from '@ecommerce/events/user-error';

/**
 * Below the range from which systems take ports for outgoing connections: while a server is being restarted,
 * no client's connection can sit on its port, and none can meet itself there.
 */
const FIRST = 20_000;
const LAST = 32_000;

/** Finds free loopback ports, all different. They are free now; any process may take them before they are used. */
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
    await closeAll(held);
  }
  if (ports.length < count)
    throw new Error(`fewer than ${count} ports are free between ${FIRST} and ${LAST}`);
  return ports;
}

/** The addresses of `localhost` on this machine: browsers try `::1` first where it exists. */
export function loopbackAddresses(): string[] {
  const addresses = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
  return ['127.0.0.1', ...(addresses.some(({ address }) => address === '::1') ? ['::1'] : [])];
}

/**
 * Makes a server listen on each loopback address, or on these, on one port.
 * @param port 0 takes one that is free on all of them
 * @param setting names the port in the error
 * @throws UserError when the port is in use on either address, or not allowed
 */
export async function listenOnLoopback(
  create: () => Server,
  port: number,
  setting: string,
  addresses = loopbackAddresses(),
): Promise<{ port: number; servers: Server[] }> {
  for (;;) {
    const servers: Server[] = [];
    let chosen = port;
    try {
      for (const address of addresses) {
        const server = create();
        server.listen(chosen, address);
        await once(server, 'listening');
        servers.push(server);
        chosen = (server.address() as AddressInfo).port;
      }
      return { port: chosen, servers };
    } catch (error) {
      await closeAll(servers);
      // The port that was free on the first address is in use on the second.
      if (port === 0 && servers.length > 0) continue;
      throw explainListenError(error, port, setting);
    }
  }
}

/** @throws UserError when a port that is wanted (not 0) is in use or not allowed */
export async function demandFreePort(port: number, setting: string): Promise<void> {
  await closeAll((await listenOnLoopback(createServer, port, setting)).servers);
}

async function closeAll(servers: Server[]): Promise<void> {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
}

/** Turns the error of a listen into one line that names the setting to change. */
function explainListenError(error: unknown, port: number, setting: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new UserError(`Port ${port} is in use: stop what uses it, or choose another one by ${setting}`, 1);
  }
  if (code === 'EACCES') {
    return new UserError(`Port ${port} is not allowed for this user: choose one above 1023 by ${setting}`, 1);
  }
  return error;
}

/** A free port for each of these names. */
export async function namedPorts(names: string[]): Promise<Map<string, number>> {
  const ports = await freePorts(names.length);
  return new Map(names.flatMap((name, index) => [[name, ports[index] ?? 0] as const]));
}
