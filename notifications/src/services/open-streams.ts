import type { ServerResponse } from 'node:http';
import { TooManyRequestsError, type BackgroundWork } from '@datnxecommerce/common';
import { EventStream } from './event-stream';
import { orderStreamsOpen } from './metrics';

/** Each open stream costs a connection; a page that gets no stream polls. */
const MAX_STREAMS_PER_USER = 5;
const RETRY_AFTER_SECONDS = 15;

/** The open streams of this process: limits them for each user, and ends them when the process shuts down. */
export class OpenStreams implements BackgroundWork {
  readonly #streams = new Set<EventStream>();
  readonly #counts = new Map<string, number>();
  #isStopping = false;

  /**
   * Counts a stream that is about to open.
   * @returns a function that counts it as closed; call it once
   * @throws TooManyRequestsError when the user has five open streams here
   */
  admit(userId: string): () => void {
    const count = this.#counts.get(userId) ?? 0;
    if (count >= MAX_STREAMS_PER_USER) {
      throw new TooManyRequestsError('Too many open streams', RETRY_AFTER_SECONDS, 'too_many_streams');
    }
    this.#counts.set(userId, count + 1);
    return () => this.#discount(userId);
  }

  /** Opens a stream. During a shutdown it ends after its first write, so its reader moves to another process. */
  open(res: ServerResponse): EventStream {
    const stream = new EventStream(res);
    this.#streams.add(stream);
    orderStreamsOpen.set(this.#streams.size);
    res.once('close', () => {
      this.#streams.delete(stream);
      orderStreamsOpen.set(this.#streams.size);
    });
    if (this.#isStopping) setImmediate(() => stream.end());
    return stream;
  }

  stop(): void {
    this.#isStopping = true;
    for (const stream of this.#streams) stream.end();
  }

  /** The server closes the connections; nothing else is under way. */
  async idle(): Promise<void> {}

  #discount(userId: string): void {
    const count = this.#counts.get(userId) ?? 0;
    if (count > 1) this.#counts.set(userId, count - 1);
    else this.#counts.delete(userId);
  }
}
