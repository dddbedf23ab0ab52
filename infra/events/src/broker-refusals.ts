import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** Who connects to a broker, and where. */
export interface BrokerLogin {
  /** As in a stack.json, `nats://host:port`. */
  url: string;
  user?: string;
  pass?: string;
}

/**
 * Sends commands of the NATS protocol and collects what the broker refuses.
 * @param commands without line ends, such as `SUB > 1`
 * @returns the broker's words without quotes, such as `Permissions Violation for Publish to "epoch.orders"`
 */
export async function refusalsOf({ url, user, pass }: BrokerLogin, commands: string[]): Promise<string[]> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const login = JSON.stringify({ user, pass, verbose: false, pedantic: false });
  socket.write([`CONNECT ${login}`, ...commands, 'PING', ''].join('\r\n'));
  const refusals: string[] = [];
  for await (const line of createInterface({ input: socket })) {
    const [, refusal] = /^-ERR '(.*)'$/.exec(line) ?? [];
    if (refusal !== undefined) refusals.push(refusal);
    if (line === 'PONG') break;
  }
  socket.destroy();
  return refusals;
}

/** The commands that publish data on a channel of NATS Streaming. */
export function publishCommand(channel: string, data = '{}'): string {
  return `PUB _STAN.pub.ticketing.${channel} ${Buffer.byteLength(data)}\r\n${data}`;
}
