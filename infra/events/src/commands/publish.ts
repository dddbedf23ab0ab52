import { checkSendable } from '@datnxecommerce/common';
import type { BrokerLog } from '../broker-log';
import { checkEvent } from '../checked-event';
import { knownSubject } from '../contracts';
import { UserError } from '../user-error';
import { readUserFile } from '../user-file';

export interface Publication {
  subject: string;
  data: string;
  /** The event's identity; absent when it breaks its contract. */
  key?: string;
}

/**
 * Reads what is to be published (`-` is standard input) and checks it against its contract.
 * @param force take it whatever it is, as it is, unless it is too large for the broker: tests need malformed events
 * @throws UserError in one line that says what is wrong with it
 */
export function readPublication(subject: string, file: string, force: boolean): Publication {
  if (!/^[^\s*>]+$/.test(subject)) throw new UserError(`"${subject}" can be no subject`);
  if (!force) knownSubject(subject);
  const data = readUserFile(file);
  requireFitting(subject, data);
  const { key, problem } = checkEvent(subject, data);
  if (force) return { subject, data, key };
  if (problem) throw new UserError(`${file} ${problem} (--force publishes all the same)`);
  return { subject, data: JSON.stringify(JSON.parse(data)), key };
}

/** The broker would end the connection. */
function requireFitting(subject: string, data: string): void {
  try {
    checkSendable(subject, data);
  } catch (error) {
    throw new UserError((error as Error).message);
  }
}

/** Publishes it and prints its identity. */
export async function publish(
  log: BrokerLog,
  { subject, data, key }: Publication,
  print: (line: string) => void,
): Promise<void> {
  await log.publish(subject, data);
  print(key === undefined ? `published on ${subject}, unchecked` : `published ${key}`);
}
