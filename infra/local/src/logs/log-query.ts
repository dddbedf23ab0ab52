import path from 'node:path';
import { LEVELS, type Level, type LogEntry, readLogEntry } from './log-entry';
import { findLines, readLastLines } from './log-reader';
import { logFilesIn, processOf } from './log-runs';

/** Which lines are asked for. */
export interface LogQuery {
  /** Of this process only. */
  service?: string;
  /** At least this level. */
  level?: Level;
  /** Lines that name this order. */
  order?: string;
  /** At most so many, the newest. */
  limit: number;
}

/** Without an order, only the end of each file is read. */
const TAIL_BYTES = 256 * 2 ** 10;

/** The lines of all logs in a folder that a query asks for, merged by time, oldest first. */
export async function queryLogs(folder: string, query: LogQuery): Promise<LogEntry[]> {
  const files = logFilesIn(folder).filter((file) => !query.service || processOf(file) === query.service);
  const entries = await Promise.all(files.map((file) => readFileFor(path.join(folder, file), query)));
  const least = query.level ? LEVELS.indexOf(query.level) : 0;
  return entries
    .flat()
    .filter(({ level }) => LEVELS.indexOf(level) >= least)
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    .slice(-query.limit);
}

/** The processes that have a log in this folder. */
export function servicesIn(folder: string): string[] {
  return [...new Set(logFilesIn(folder).map(processOf))].sort();
}

async function readFileFor(file: string, { order }: LogQuery): Promise<LogEntry[]> {
  const lines: string[] = [];
  if (order) await findLines(file, [order.toLowerCase()], 0, ({ text }) => lines.push(text)).catch(() => 0);
  else lines.push(...(await readLastLines(file, file.endsWith('.1') ? 0 : TAIL_BYTES)));
  let time = '';
  return lines.map((line) => {
    const entry = readLogEntry(processOf(file), line);
    // Lines without a time, such as those of a stack, belong to the one before.
    time = entry.time || time;
    return { ...entry, time };
  });
}
