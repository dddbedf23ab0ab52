import type { LoggedEvent } from './broker-log';
import { checkEvent } from './checked-event';
import { plainText } from './plain-text';

const SUBJECT_WIDTH = 'payment:refunded'.length;
const RAW_SHOWN = 80;

/** One event in one line: when, what, its version, its ids, and what is wrong with it, without line breaks. */
export function lineOf({ subject, time, data }: LoggedEvent): string {
  const { fields, problem } = checkEvent(subject, data);
  const shown = Object.entries(fields)
    .filter(([name, value]) => isTold(name) && ['string', 'number'].includes(typeof value))
    .map(([name, value]) => `${name} ${String(value)}`);
  if (problem) shown.push(`!! ${problem}`);
  if (problem && Object.keys(fields).length === 0) shown.push(data.slice(0, RAW_SHOWN));
  const words = [time.toISOString(), subject.padEnd(SUBJECT_WIDTH), ...shown].join('  ');
  return plainText(words);
}

/** One event as a line of JSON, for programs; data that is no JSON stays text. */
export function jsonLineOf({ subject, sequence, time, data }: LoggedEvent): string {
  return JSON.stringify({ subject, sequence, time, data: parsed(data) });
}

const isTold = (name: string): boolean => /^(version|reason|id|.*Id)$/.test(name);

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
