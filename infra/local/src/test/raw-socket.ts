import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Nothing more is expected once nothing has arrived for this long. */
const QUIET_MS = 80;
/** Far enough apart to arrive as segments of their own. */
const SEGMENT_GAP_MS = 15;
const ANSWER_WITHIN_MS = 3_000;

/** A plain TCP connection to the gateway: sends exactly the bytes it is given. */
export class RawSocket {
  readonly #socket: Socket;
  #received = '';
  #isClosed = false;
  readonly #ended: Promise<unknown>;

  private constructor(socket: Socket) {
    this.#socket = socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => (this.#received += chunk.toString('latin1')));
    socket.on('error', () => (this.#isClosed = true));
    socket.on('close', () => (this.#isClosed = true));
    this.#ended = new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
  }

  static async open(port: number): Promise<RawSocket> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    return new RawSocket(socket);
  }

  /** Sends each string as a TCP segment of its own. @returns everything received since the last call */
  async send(...segments: string[]): Promise<string> {
    for (const segment of segments) {
      if (!this.#isClosed) this.#socket.write(segment, 'latin1');
      await sleep(SEGMENT_GAP_MS);
    }
    return this.received();
  }

  /** @returns everything received since the last call, once the other side has ended or is quiet */
  async received(): Promise<string> {
    const hasEnded = this.#ended.then(() => true);
    const isQuiet = async (): Promise<boolean> => {
      const { length } = this.#received;
      await sleep(QUIET_MS);
      return length === this.#received.length;
    };
    while (!(await Promise.race([hasEnded, isQuiet()])));
    return this.#take();
  }

  /** Sends one request. @returns what has arrived once `end` is in it */
  async ask(request: string, end: string): Promise<string> {
    this.#socket.write(request, 'latin1');
    const deadline = performance.now() + ANSWER_WITHIN_MS;
    while (!this.#received.includes(end) && !this.#isClosed && performance.now() < deadline) await sleep(2);
    return this.#take();
  }

  /** Sends the last bytes and half-closes: answers still arrive. */
  endSending(last: string): void {
    this.#socket.end(last, 'latin1');
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(): string {
    const text = this.#received;
    this.#received = '';
    return text;
  }
}

/** The status of each response in what a connection received. */
export function statusesOf(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** A request head of exactly these lines. */
export function headOf(...lines: string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`;
}
