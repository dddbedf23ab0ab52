import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import type { Observation } from '@ecommerce/audit/observations';
import { messageOf, UserError } from '@ecommerce/events/user-error';

/** Where observations of shoppers go during a run, one line of JSON each, for the auditor to compare with the data. */
export class ObservationLog {
  #error?: Error;

  private constructor(private readonly stream: WriteStream) {
    stream.on('error', (error) => (this.#error ??= error));
  }

  /**
   * Begins a new file; its cookies are sessions, so nobody else may read it.
   * @throws UserError when it cannot be written
   */
  static async open(file: string): Promise<ObservationLog> {
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      const stream = createWriteStream(file, { mode: 0o600 });
      await once(stream, 'open');
      return new ObservationLog(stream);
    } catch (error) {
      throw new UserError(`${file} cannot be written: ${messageOf(error)}`);
    }
  }

  write(observation: Observation): void {
    this.stream.write(`${JSON.stringify(observation)}\n`);
  }

  /** @throws the first error of writing: an audit of half the observations proves nothing */
  async close(): Promise<void> {
    await new Promise((resolve) => this.stream.end(resolve));
    if (this.#error) throw this.#error;
  }
}
