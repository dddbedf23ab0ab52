import type { BackgroundWork, Logger } from '@datnxecommerce/common';

/** Who began some work: a request or an event that did not wait for it, or the reconciler. */
type Origin = 'caller' | 'reconciler';

/** Work that outlives the request or event that began it. It may die with the process: the reconciler repeats it. */
export class Background implements BackgroundWork {
  private readonly running = new Map<Promise<void>, Origin>();
  private readonly stopping = new AbortController();

  constructor(private readonly logger: Logger) {}

  /** Begins some work; a failure is logged and ends there. */
  start(about: { orderId: string }, work: () => Promise<unknown>, origin: Origin = 'caller'): void {
    const run = work()
      .then(
        () => undefined,
        (error: unknown) => this.logger.warn({ err: error, ...about }, 'payment left to the reconciler'),
      )
      .finally(() => this.running.delete(run));
    this.running.set(run, origin);
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Aborted when the service shuts down: no request may wait for its work any more. */
  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  /** How much runs that was begun by the reconciler, or by others. */
  countOf(origin: Origin): number {
    return [...this.running.values()].filter((each) => each === origin).length;
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.keys());
  }
}
