import type { ServerResponse } from 'node:http';

/** How long a browser waits before it opens the stream again. */
const RETRY_MS = 2_000;
const HEARTBEAT_MS = 15_000;

/**
 * One response of server-sent events. A comment every 15 s keeps proxies from closing it. A reader that has not taken
 * the previous comment by then is cut off, so what waits for it in this process stays small; it resumes by
 * Last-Event-ID.
 */
export class EventStream {
  readonly #heartbeat: NodeJS.Timeout;
  #isHeartbeatUnsent = false;

  /** Sends the head of the response. */
  constructor(private readonly res: ServerResponse) {
    res.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'X-Accel-Buffering': 'no', // nginx must pass each event on at once
    });
    res.write(`retry: ${RETRY_MS}\n\n`);
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    res.once('close', () => clearInterval(this.#heartbeat));
  }

  /** Sends one event, unless the stream has ended; its id comes back as Last-Event-ID when the reader resumes. */
  send(id: number, event: string, data: object): void {
    if (!this.res.writableEnded)
      this.res.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Ends the response; a browser reopens the stream. `close` may wait behind other requests of the connection. */
  end(): void {
    clearInterval(this.#heartbeat);
    this.res.end();
  }

  #beat(): void {
    if (this.#isHeartbeatUnsent) {
      this.res.destroy();
      return;
    }
    this.#isHeartbeatUnsent = true;
    this.res.write(': still here\n\n', () => {
      this.#isHeartbeatUnsent = false;
    });
  }
}
