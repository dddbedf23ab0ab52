import { within } from './within';

/** A crowd in front of a door that opens when all are there, or after a while. */
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

  /** One more is there. Each member must arrive once, whatever happened to it on the way. */
  arrive(): void {
    this.#missing -= 1;
    if (this.#missing <= 0) this.#letIn();
  }

  /** Waits for the others, for the timeout of this gathering at most. */
  async together(): Promise<void> {
    await within(this.#open, this.retryForMs);
  }
}
