import { within } from './within';

/** Holds the members of a crowd until all have arrived, or for a timeout. */
export class Barrier {
  readonly #open: Promise<void>;
  #release = (): void => {};
  #missing: number;

  constructor(
    size: number,
    private readonly retryForMs: number,
  ) {
    this.#missing = size;
    this.#open = new Promise((resolve) => (this.#release = resolve));
  }

  /** Counts one more member. Each must arrive once, also after a failure. */
  arrive(): void {
    this.#missing -= 1;
    if (this.#missing <= 0) this.#release();
  }

  /** Waits for the others, or for the timeout. */
  async wait(): Promise<void> {
    await within(this.#open, this.retryForMs);
  }
}
