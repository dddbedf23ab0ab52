import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { services } from '../../../services.cjs';

export type LogLine = Record<string, unknown> & { service: string; msg: string };

const folder = (): string => path.join(path.dirname(process.env.SHOP_STACK_FILE ?? ''), 'logs');

/** The text of every log of the running shop, by file name. */
export function readLogs(): Map<string, string> {
  const files = readdirSync(folder()).filter((file) => file.endsWith('.log'));
  return new Map(files.map((file) => [file, readFileSync(path.join(folder(), file), 'utf8')]));
}

/** The lines of the services and the client that are JSON. */
export function readLogLines(): LogLine[] {
  const names = [...services.map((service) => service.folder), 'client'];
  const logs = readLogs();
  return names
    .flatMap((name) => (logs.get(`${name}.log`) ?? '').split('\n'))
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine);
}
