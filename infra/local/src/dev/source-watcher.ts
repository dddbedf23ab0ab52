import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import path from 'node:path';

/** Editors write a file in several steps, and a branch switch many files. */
const QUIET_MS = 80;

/** Reports which TypeScript sources change below some folders, tests left out. */
export class SourceWatcher {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #changed = new Set<string>();
  #timer?: NodeJS.Timeout;

  /** @param onChange gets the files that changed, once nothing changes any more for a moment */
  constructor(
    folders: string[],
    private readonly onChange: (files: string[]) => void,
  ) {
    for (const folder of folders) this.#watch(folder);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  /** One watcher a folder: it also sees files that an editor replaces instead of writing them. */
  #watch(folder: string, isNew = false): void {
    if (this.#watchers.has(folder) || path.basename(folder) === 'test') return;
    const watcher = watch(folder, (_event, name) => this.#look(path.join(folder, name ?? '')));
    watcher.on('error', () => this.#forget(folder));
    this.#watchers.set(folder, watcher);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const inside = path.join(folder, entry.name);
      if (entry.isDirectory()) this.#watch(inside, isNew);
      else if (isNew) this.#look(inside);
    }
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #look(entry: string): void {
    const found = statSync(entry, { throwIfNoEntry: false });
    if (found === undefined) this.#forget(entry);
    else if (found.isDirectory()) this.#watch(entry, true);
    else if (entry.endsWith('.ts')) this.#note(entry);
  }

  #note(file: string): void {
    this.#changed.add(file);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const files = [...this.#changed];
      this.#changed.clear();
      this.onChange(files);
    }, QUIET_MS);
  }
}
