import { Writable } from 'node:stream';
import { createLogger, type Logger } from '../../telemetry/logger';

type Line = Record<string, unknown>;

export const ANY_TIME = expect.any(String) as string;
export const ANY_MS = expect.any(Number) as number;
export const ANY_TRACE = expect.stringMatching(/^[0-9a-f]{32}$/) as string;

/** A log whose lines a test reads. */
export function readableLog(): { logger: Logger; lines: Line[] } {
  const lines: Line[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)) as Line);
      done();
    },
  });
  return { logger: createLogger('shop', 'info', sink), lines };
}
