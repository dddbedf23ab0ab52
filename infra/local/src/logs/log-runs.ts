import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const KEPT_RUNS = 5;
const KEPT_BYTES = 512 * 2 ** 20;
/** The file that says when the run of these logs began. */
const STARTED = 'started';

/** Where the logs of a data folder are: this run's in `logs/`, those of earlier runs in `logs/runs/<start>/`. */
export class LogRuns {
  readonly folder: string;
  private readonly earlier: string;

  constructor(dataDir: string) {
    this.folder = path.join(dataDir, 'logs');
    this.earlier = path.join(this.folder, 'runs');
  }

  /** Puts the logs of the run before away, and removes those of the oldest runs. */
  begin(now: Date): void {
    mkdirSync(this.earlier, { recursive: true, mode: 0o700 });
    const files = logFilesIn(this.folder);
    if (files.length > 0) {
      const folder = path.join(this.earlier, this.#startOfLast());
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const file of files) renameSync(path.join(this.folder, file), path.join(folder, file));
    }
    writeFileSync(path.join(this.folder, STARTED), runName(now), { mode: 0o600 });
    this.#prune();
  }

  /** The names of earlier runs, which are the times of their starts, newest first. */
  list(): string[] {
    return foldersIn(this.earlier).sort().reverse();
  }

  /** The folder of a run; of this one without a name. Undefined for a name that is none of `list()`. */
  folderOf(run?: string): string | undefined {
    if (!run) return this.folder;
    return this.list().includes(run) ? path.join(this.earlier, run) : undefined;
  }

  /** What is said to the user about the processes of this run is also a line in the supervisor's own log. */
  noting(say: (line: string) => void): (line: string) => void {
    const file = path.join(this.folder, 'supervisor.log');
    return (msg) => {
      say(msg);
      const line = { level: 'warn', time: new Date().toISOString(), service: 'supervisor', msg };
      try {
        appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
      } catch {
        // A full disk must not end the supervisor.
      }
    };
  }

  #startOfLast(): string {
    try {
      const name = readFileSync(path.join(this.folder, STARTED), 'utf8').trim();
      if (/^[\w-]+$/.test(name)) return name;
    } catch {
      // Logs of a version that wrote no such file.
    }
    return runName(statSync(this.folder).mtime);
  }

  #prune(): void {
    let bytes = 0;
    for (const [index, run] of this.list().entries()) {
      const folder = path.join(this.earlier, run);
      for (const file of readdirSync(folder)) bytes += statSync(path.join(folder, file)).size;
      if (index >= KEPT_RUNS || bytes > KEPT_BYTES) rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** The log files in a folder: one per process, and where one grew large, its older half as `.log.1`. */
export function logFilesIn(folder: string): string[] {
  return namesIn(folder).filter((name) => /^[\w-]+\.log(\.1)?$/.test(name));
}

/** The process that wrote a log file. */
export const processOf = (file: string): string => path.basename(file).replace(/\.log(\.1)?$/, '');

const runName = (start: Date): string => start.toISOString().slice(0, 19).replaceAll(':', '-');

function foldersIn(folder: string): string[] {
  return namesIn(folder).filter((name) =>
    statSync(path.join(folder, name), { throwIfNoEntry: false })?.isDirectory(),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
