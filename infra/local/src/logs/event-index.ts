import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { EVENT_MARKERS, type EventLine, readEventLine } from './event-lines';
import { findLines, moveContent, readLineAt } from './log-reader';
import { logFilesIn } from './log-runs';

/** Orders beyond this are forgotten, oldest first: the index of so many takes about 30 MiB. */
const KEPT_ORDERS = 50_000;
const KEPT_LINES = 500;
/** Of a log that a process still writes; the half that grew before it is kept as `.1`. */
const MAX_LOG_BYTES = 64 * 2 ** 20;
/** A position is the number of its file times this, plus the offset in it. */
const FILE_STEP = 2 ** 40;

interface IndexedFile {
  id: number;
  path: string;
  ino: number;
  /** Up to here its lines are indexed. */
  offset: number;
  /** When it was looked at last. */
  size: number;
}

/**
 * Knows where the lines about each order are in the logs of a folder. Reads what was appended at each `update`; holds
 * positions and no lines, of a bounded number of orders.
 */
export class EventIndex {
  private readonly positions = new Map<string, number[]>();
  private readonly files = new Map<string, IndexedFile>();
  private readonly paths = new Map<number, string>();
  private nextId = 0;
  private updating?: Promise<void>;

  /** @param limits for tests; `maxLogBytes` of an earlier run is Infinity, since nobody writes there */
  constructor(
    private readonly folder: string,
    private readonly limits: { keptOrders?: number; maxLogBytes?: number } = {},
  ) {}

  /** Reads what the processes have written since the last update; calls at the same time are one. */
  update(): Promise<void> {
    this.updating ??= this.#readAll().finally(() => (this.updating = undefined));
    return this.updating;
  }

  /** The lines about an order, as they were written, oldest first. */
  async linesOf(orderId: string): Promise<EventLine[]> {
    const byFile = new Map<number, number[]>();
    for (const position of this.positions.get(orderId.toLowerCase()) ?? []) {
      const file = Math.floor(position / FILE_STEP);
      byFile.set(file, [...(byFile.get(file) ?? []), position % FILE_STEP]);
    }
    const lines = await Promise.all([...byFile].map(([file, offsets]) => this.#read(file, offsets)));
    return lines.flat().sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  async #read(id: number, offsets: number[]): Promise<EventLine[]> {
    const handle = await open(this.paths.get(id) ?? '', 'r').catch(() => undefined);
    if (!handle) return []; // an older half that was dropped
    try {
      const lines = await Promise.all(offsets.map((offset) => readLineAt(handle, offset)));
      return lines.flatMap((line) => readEventLine(line) ?? []);
    } finally {
      await handle.close();
    }
  }

  async #readAll(): Promise<void> {
    const names = logFilesIn(this.folder).sort();
    const [logs, older] = [
      names.filter((name) => !name.endsWith('.1')),
      names.filter((name) => name.endsWith('.1')),
    ];
    // A log that was emptied makes its `.1` a known file.
    for (const name of logs) this.#fileOf(path.join(this.folder, name));
    for (const name of [...older, ...logs]) await this.#readFile(path.join(this.folder, name));
  }

  async #readFile(name: string): Promise<void> {
    const file = this.#fileOf(name);
    // Most logs have nothing new.
    if (!file || file.size === file.offset) return;
    file.offset = await findLines(file.path, EVENT_MARKERS, file.offset, ({ text, offset }) => {
      const orderId = /"orderId":"([0-9a-f]{24})"/i.exec(text)?.[1]?.toLowerCase();
      if (orderId) this.#add(orderId, file.id * FILE_STEP + offset);
    }).catch(() => file.offset);
    const { maxLogBytes = MAX_LOG_BYTES } = this.limits;
    if (file.offset <= maxLogBytes || name.endsWith('.1')) return;
    const isMoved = await moveContent(name).then(
      () => true,
      () => false, // the disk is full; it is tried again at the next update that finds more
    );
    if (!isMoved) return;
    this.#moveTo(file, `${name}.1`);
    this.#track(name, { ino: file.ino, size: 0 });
  }

  /** The file as it is known; a log that has been emptied or replaced goes on as its `.1`. */
  #fileOf(file: string): IndexedFile | undefined {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) return undefined;
    const known = this.files.get(file);
    if (known && known.ino === stats.ino && known.offset <= stats.size)
      return Object.assign(known, { size: stats.size });
    if (known && !file.endsWith('.1')) this.#moveTo(known, `${file}.1`);
    return this.#track(file, stats);
  }

  #moveTo(known: IndexedFile, older: string): void {
    const dropped = this.files.get(older);
    if (dropped) this.paths.delete(dropped.id);
    const ino = statSync(older, { throwIfNoEntry: false })?.ino ?? 0;
    this.files.set(older, { ...known, path: older, ino });
    this.paths.set(known.id, older);
  }

  #track(file: string, { ino, size }: { ino: number; size: number }): IndexedFile {
    const tracked = { id: this.nextId++, path: file, ino, size, offset: 0 };
    this.files.set(file, tracked);
    this.paths.set(tracked.id, file);
    return tracked;
  }

  #add(orderId: string, position: number): void {
    const known = this.positions.get(orderId);
    if (known) {
      if (known.length < KEPT_LINES) known.push(position);
      return;
    }
    this.positions.set(orderId, [position]);
    if (this.positions.size <= (this.limits.keptOrders ?? KEPT_ORDERS)) return;
    const [oldest] = this.positions.keys();
    if (oldest !== undefined) this.positions.delete(oldest);
  }
}
