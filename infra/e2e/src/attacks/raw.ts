import { once } from 'node:events';
import { connect } from 'node:net';
import { readStack } from '../stack';

const ANSWER_WITHIN_MS = 20_000;

/** Opens a plain connection to the gateway. */
export async function openSocket() {
  const socket = connect({ port: Number(new URL(readStack().gateway.http).port), host: '127.0.0.1' });
  await once(socket, 'connect');
  return socket;
}

/**
 * Sends exactly these bytes to the gateway, and half-closes the connection.
 * @returns all that is received until the other side closes
 */
export async function sendRaw(...segments: (string | Buffer)[]): Promise<string> {
  const socket = await openSocket();
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  socket.on('error', () => {}); // a reset is an answer, too
  socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy());
  for (const segment of segments) socket.write(segment);
  socket.end();
  await once(socket, 'close');
  return received;
}

/** The head of a request from its lines. */
export const head = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`;

/** The status of the first response; 0 when the connection was closed without one. */
export const statusOf = (received: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1] ?? 0);
