import { within } from './within';

/** A barrier for a crowd: it opens when all have arrived, or after a timeout. */
export class Gathering {
  readonly #open: Promise<void>;
  #letIn = (): void => {};
  #missing: number;

  constructor(
    size: number,
    private readonly retryForMs: number,
  ) {
    this.#missing = size;
    this.#open = new Promise((resolve) => (this.#letIn = resolve));
  }

  /** Counts one more member. Each must arrive once, also after a failure. */
  arrive(): void {
    this.#missing -= 1;
    if (this.#missing <= 0) this.#letIn();
  }

  /** Waits for the others, for the timeout of this gathering at most. */
  async together(): Promise<void> {
    await within(this.#open, this.retryForMs);
  }
}
