import { type FileHandle, mkdir, open, readFile, truncate } from 'node:fs/promises';
import path from 'node:path';

const HEADER = { journal: 'stripe-sandbox', version: 1 };
const NEWLINE = 0x0a;

/**
 * An append-only file of JSON lines. A line is on the disk when `append` resolves, and is there whole or not at all:
 * what a crash left half-written is dropped at the next start.
 */
export class Journal {
  private waiting: { line: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  private writing?: Promise<void>;
  private last: Promise<void> = Promise.resolve();
  private broken?: Error;

  private constructor(
    private readonly file: FileHandle,
    private readonly onBroken: (error: Error) => void,
  ) {}

  /**
   * Opens or creates `<folder>/journal.jsonl` and hands each line that it holds to `replay`, oldest first.
   * @param onBroken called once when a write failed; from then on the journal refuses everything
   * @throws Error when the file is of another version, or damaged before its last line
   */
  static async open(
    folder: string,
    replay: (line: unknown) => void,
    onBroken: (error: Error) => void,
  ): Promise<Journal> {
    await mkdir(folder, { recursive: true });
    const name = path.join(folder, 'journal.jsonl');
    const fresh = (await replayFile(name, replay)) === 0;
    const journal = new Journal(await open(name, 'a', 0o600), onBroken);
    if (fresh) {
      await journal.append(HEADER);
      await syncFolder(folder);
    }
    return journal;
  }

  /** Writes one line. Lines that come while the disk is busy share the next sync. */
  append(line: object): Promise<void> {
    if (this.broken) return Promise.reject(this.broken);
    this.last = new Promise((resolve, reject) => {
      this.waiting.push({ line: `${JSON.stringify(line)}\n`, resolve, reject });
      this.writing ??= this.write();
    });
    return this.last;
  }

  /** Resolves when everything appended until now is on the disk. */
  flushed(): Promise<void> {
    return this.broken ? Promise.reject(this.broken) : this.last;
  }

  async close(): Promise<void> {
    await this.writing;
    await this.file.close();
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.file.appendFile(batch.map(({ line }) => line).join(''));
        await this.file.datasync();
      } catch (error) {
        this.fail(error, batch);
        break;
      }
      for (const { resolve } of batch) resolve();
    }
    this.writing = undefined;
  }

  /** Memory is now ahead of the disk: nothing more may be promised. */
  private fail(error: unknown, batch: typeof this.waiting): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.broken = new Error(`the journal cannot be written: ${reason}`, { cause: error });
    for (const { reject } of [...batch, ...this.waiting]) reject(this.broken);
    this.waiting = [];
    this.onBroken(this.broken);
  }
}

/** Replays a journal and cuts off a last line that is not whole. @returns the length kept, in bytes */
async function replayFile(name: string, replay: (line: unknown) => void): Promise<number> {
  const content = await readFile(name).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  let kept = 0;
  for (let number = 1; kept < content.length; number += 1) {
    const end = content.indexOf(NEWLINE, kept);
    const line = end === -1 ? undefined : parse(content.toString('utf8', kept, end));
    if (line === undefined) {
      if (end !== -1 && end + 1 < content.length) throw new Error(`${name} is damaged in line ${number}`);
      await truncate(name, kept);
      break;
    }
    if (number === 1) checkHeader(name, line);
    else replay(line);
    kept = end + 1;
  }
  return kept;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checkHeader(name: string, line: unknown): void {
  if (JSON.stringify(line) !== JSON.stringify(HEADER)) {
    throw new Error(`${name} was written by another version; move its folder away to start afresh`);
  }
}

/** A new file is only there after a crash if its folder is synced too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
