import { setMaxListeners } from 'node:events';
import type { BackgroundWork, Logger } from '@datnxecommerce/common';

/** Who started a task: a request or an event that does not wait for it, or the reconciler. */
type Origin = 'caller' | 'reconciler';

/** Tasks that outlive the request or event that started them. When the process dies, the reconciler repeats them. */
export class BackgroundTasks implements BackgroundWork {
  private readonly running = new Map<Promise<void>, Origin>();
  private readonly controller = new AbortController();

  constructor(private readonly logger: Logger) {
    setMaxListeners(Infinity, this.controller.signal); // one for each request that waits
  }

  /** Starts a task; a failure is logged and ends there. */
  start(about: { orderId: string }, task: () => Promise<unknown>, origin: Origin = 'caller'): void {
    const run = task()
      .then(
        () => undefined,
        (error: unknown) => this.logger.warn({ err: error, ...about }, 'payment left to the reconciler'),
      )
      .finally(() => this.running.delete(run));
    this.running.set(run, origin);
  }

  stop(): void {
    this.controller.abort();
  }

  /** Aborted when the service shuts down: no request may wait for its task any more. */
  get stopping(): AbortSignal {
    return this.controller.signal;
  }

  /** How many running tasks have this origin. */
  countOf(origin: Origin): number {
    return [...this.running.values()].filter((each) => each === origin).length;
  }

  /** Resolves when no task runs. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.keys());
  }
}
