/** Levels in the order of their weight. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof LEVELS)[number];

/** A line of log of any process of the shop. */
export interface LogEntry {
  /** ISO time; empty where nothing says when. */
  time: string;
  /** The process. */
  service: string;
  level: Level;
  msg: string;
  /** What else the line has. */
  fields: Record<string, unknown>;
}

const MONGO_LEVELS: Record<string, Level> = { F: 'fatal', E: 'error', W: 'warn', I: 'info', D: 'debug' };
const NATS_LEVELS: Record<string, Level> = {
  FTL: 'fatal',
  ERR: 'error',
  WRN: 'warn',
  INF: 'info',
  DBG: 'debug',
  TRC: 'trace',
};
const NATS_LINE = /^\[\d+\] (\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)\.(\d{3})\d* \[(\w{3})\] (.*)$/;

/** Reads the line of a service (JSON), a mongod (JSON of its own), the broker (text) or any other program. */
export function readLogEntry(service: string, line: string): LogEntry {
  if (line.startsWith('{')) {
    const fields = parseFields(line);
    if (fields)
      return typeof fields.t === 'object' && fields.t
        ? ofMongod(service, fields)
        : ofService(service, fields);
  }
  const [, year, month, day, clock, ms, level = '', msg = ''] = NATS_LINE.exec(line) ?? [];
  if (year === undefined) return { time: '', service, level: 'info', msg: line, fields: {} };
  // The broker writes its machine's time.
  const time = new Date(`${year}-${month}-${day}T${clock}.${ms}`).toISOString();
  return { time, service, level: NATS_LEVELS[level] ?? 'info', msg, fields: {} };
}

function ofService(
  service: string,
  { time, level, msg, service: _own, ...fields }: Record<string, unknown>,
): LogEntry {
  return {
    time: typeof time === 'string' ? time : '',
    service,
    level: LEVELS.find((known) => known === level) ?? 'info',
    msg: typeof msg === 'string' ? msg : '',
    fields,
  };
}

function ofMongod(service: string, { t, s, msg, ...fields }: Record<string, unknown>): LogEntry {
  const date = new Date((t as { $date: string }).$date);
  const time = Number.isNaN(date.getTime()) ? '' : date.toISOString();
  return { time, service, level: MONGO_LEVELS[String(s)] ?? 'info', msg: String(msg), fields };
}

/** The fields of a line of JSON; undefined for any other, such as one that a crash has cut off. */
export function parseFields(line: string): Record<string, unknown> | undefined {
  try {
    return (JSON.parse(line) ?? undefined) as Record<string, unknown> | undefined;
  } catch {
    return undefined;
  }
}
