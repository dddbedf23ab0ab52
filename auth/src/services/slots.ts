import { ServiceUnavailableError } from '@datnxecommerce/common';

const RETRY_AFTER_SECONDS = 3;

/** Lets a few pieces of work run at once and a few more wait, in order of arrival; the rest is refused at once. */
export class Slots {
  private readonly waiting: (() => void)[] = [];

  constructor(
    private free: number,
    private readonly queueLength: number,
  ) {}

  /** @throws ServiceUnavailableError when the queue is full */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.take();
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  private async take(): Promise<void> {
    if (this.free > 0) {
      this.free -= 1;
    } else if (this.waiting.length < this.queueLength) {
      await new Promise<void>((handOver) => this.waiting.push(handOver));
    } else {
      throw new ServiceUnavailableError(undefined, RETRY_AFTER_SECONDS);
    }
  }

  private release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free += 1;
  }
}
