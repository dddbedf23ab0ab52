import path from 'node:path';
import { messageOf } from '@ecommerce/events/user-error';
import type { ProcessSpec } from '../supervisor/managed-process';
import { REPOSITORY } from '../settings';
import type { Supervisor } from '../supervisor/supervisor';
import { SourceWatcher } from './source-watcher';
import { prepareTranspiler, transpile } from './transpile';

/** Restarts the programs whose sources change, and says which in one line. */
export class HotReload {
  readonly #watcher: SourceWatcher;
  #isClosed = false;

  constructor(
    private readonly specs: ProcessSpec[],
    private readonly supervisor: Pick<Supervisor, 'restart'>,
    private readonly say: (line: string) => void,
  ) {
    const folders = new Set(specs.flatMap(({ sources = [] }) => sources));
    this.#watcher = new SourceWatcher([...folders], (files) => void this.#reload(files));
    void prepareTranspiler();
  }

  close(): void {
    this.#isClosed = true;
    this.#watcher.close();
  }

  async #reload(files: string[]): Promise<void> {
    const begin = performance.now();
    const what = files.length === 1 ? path.relative(REPOSITORY, files[0] ?? '') : `${files.length} files`;
    try {
      const errors = (await Promise.all(files.map(transpile))).flat();
      if (errors.length > 0) return errors.forEach((line) => this.say(line));
      const names = this.specs.filter((spec) => dependsOn(spec, files)).map(({ name }) => name);
      await this.supervisor.restart(names);
      const seconds = ((performance.now() - begin) / 1000).toFixed(1);
      this.say(`${what} changed: restarted ${names.join(', ')} in ${seconds} s`);
    } catch (error) {
      if (!this.#isClosed) this.say(`${what} changed: ${messageOf(error)}`);
    }
  }
}

function dependsOn({ sources = [] }: ProcessSpec, files: string[]): boolean {
  return sources.some((folder) => files.some((file) => file.startsWith(folder + path.sep)));
}
