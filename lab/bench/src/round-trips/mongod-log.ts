import { closeSync, openSync, readSync } from 'node:fs';
import type mongoose from 'mongoose';

/** A command that mongod has executed. */
export interface Command {
  /** `find`, `update`, `findAndModify`, … */
  name: string;
  collection: string;
  /** Name, collection and filter without its values: alike for two commands of the same line of code. */
  shape: string;
  /** Whether mongod answers it only after the journal is synced to disk. */
  waitsForJournal: boolean;
}

interface LogLine {
  msg: string;
  attr: {
    command: Record<string, unknown>;
    writeConcern?: { w: unknown; j?: boolean };
  };
}

const CHUNK = 1 << 20;

/**
 * Makes mongod log every command on this database until mongod ends. Unlike the profiler's collection, the log has one
 * entry for each command, with its write concern, however many statements an update holds.
 * @param ownName the application name of a client whose commands are left out
 */
export async function logCommands(database: mongoose.mongo.Db, ownName: string): Promise<void> {
  await database.command({ profile: 0, filter: { appName: { $ne: ownName } } });
}

/** Follows the log of a mongod. */
export class MongodLog {
  private readonly file: number;
  private offset = 0;
  private unfinished = Buffer.alloc(0);

  /** @param database whose commands count; health checks and the driver's own commands go to `admin` */
  constructor(
    path: string,
    private readonly database: string,
  ) {
    this.file = openSync(path, 'r');
  }

  /** @returns the commands that were logged since the last call, or since the log began */
  take(): Command[] {
    const text = Buffer.concat([this.unfinished, ...this.read()]);
    const end = text.lastIndexOf('\n') + 1;
    this.unfinished = text.subarray(end);
    const lines = text.subarray(0, end).toString().split('\n');
    return lines.flatMap((line) => commandOf(line, this.database) ?? []);
  }

  close(): void {
    closeSync(this.file);
  }

  private *read(): Generator<Buffer> {
    for (;;) {
      const chunk = Buffer.alloc(CHUNK);
      const size = readSync(this.file, chunk, 0, CHUNK, this.offset);
      if (size === 0) return;
      this.offset += size;
      yield chunk.subarray(0, size);
    }
  }
}

/** The command that a line of the log is about; undefined for any other line. */
function commandOf(line: string, database: string): Command | undefined {
  if (!line.startsWith('{')) return undefined;
  const { msg, attr } = JSON.parse(line) as LogLine;
  // Each statement of a write has a line of its own, which names no database.
  if (msg !== 'Slow query' || attr.command.$db !== database) return undefined;
  const { command, writeConcern } = attr;
  const [name = ''] = Object.keys(command);
  const collection = String(name === 'getMore' ? command.collection : command[name]);
  return {
    name,
    collection,
    shape: `${name} ${collection} ${filterShape(command)}`,
    waitsForJournal: writeConcern !== undefined && waits(writeConcern),
  };
}

/** A majority has a write in its journals unless the client says otherwise. */
const waits = ({ w, j }: { w: unknown; j?: boolean }): boolean => j ?? w === 'majority';

function filterShape({ filter, query, pipeline, updates, deletes }: Record<string, unknown>): string {
  const statements = (updates ?? deletes) as { q: unknown }[] | undefined;
  return JSON.stringify(withoutValues(filter ?? query ?? pipeline ?? statements?.[0]?.q));
}

function withoutValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(withoutValues);
  if (typeof value !== 'object' || value === null) return '?';
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutValues(inner)]));
}
