import type { Logger } from '@datnxecommerce/common';

/** Work that outlives the request or event that began it. It may die with the process: the reconciler repeats it. */
export class Background {
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly logger: Logger) {}

  /** Begins some work; a failure is logged and ends there. */
  start(about: { orderId: string }, work: () => Promise<unknown>): void {
    const run = work()
      .then(
        () => undefined,
        (error: unknown) => this.logger.warn({ err: error, ...about }, 'payment left to the reconciler'),
      )
      .finally(() => this.running.delete(run));
    this.running.add(run);
  }

  get size(): number {
    return this.running.size;
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }
}
