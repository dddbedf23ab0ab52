import { pino, type DestinationStream, type Logger as PinoLogger, type LoggerOptions } from 'pino';
import { currentContext } from './context';
import { redacted } from './redacted';

/** The log of a service: JSON lines with ids instead of contents. */
export type Logger = PinoLogger;

/** Lines are written 4 KiB at a time, or after 100 ms, since each write wakes a thread; the rest at the exit. */
const BATCHED = { sync: false, minLength: 4096 };
const FLUSH_AFTER_MS = 100;

/** Where lines go; one that holds them back has `flush`, which throws once it is destroyed. */
type LogStream = DestinationStream & { flush?: () => void; destroyed?: boolean };

/**
 * Creates a log of JSON lines to standard output; secrets are redacted. Each line has the ids of the request and trace
 * that caused it. An error is written at once; a process that is killed may lose other lines of its last 100 ms.
 * @param level pino's level name; `silent` logs nothing
 */
export function createLogger(service: string, level: string, destination?: LogStream): Logger {
  const stream: LogStream = destination ?? pino.destination(BATCHED);
  // Not the logger's own `flush`, which also syncs the file to disk.
  const flush = (): void => {
    if (!stream.destroyed) stream.flush?.();
  };
  const options: LoggerOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const { requestId, traceId } = currentContext() ?? {};
      return { requestId, traceId };
    },
    formatters: { level: (label) => ({ level: label }), log: redacted },
    serializers: { err: (error: unknown) => error }, // `redacted` has made it a plain object
    hooks: {
      logMethod(line, write, severity) {
        write.apply(this, line);
        if (severity >= pino.levels.values.error!) flush();
        else flushSoon();
      },
    },
  };
  let timer: NodeJS.Timeout | undefined;
  // pino's own `periodicFlush` writes nothing ten times a second while nothing is logged.
  const flushSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      flush();
    }, FLUSH_AFTER_MS).unref();
  };
  return pino(options, stream);
}
