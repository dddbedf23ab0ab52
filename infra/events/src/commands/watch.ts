import type { BrokerLog } from '../broker-log';
import { contractOf, contracts } from '../contracts';
import { jsonLineOf, lineOf } from '../event-line';
import { UserError } from '../user-error';

export interface WatchOptions {
  /** One subject; all of them when there is none. */
  subject?: string;
  /** Begin with what the broker still has. */
  all: boolean;
  json: boolean;
}

/**
 * Prints events as they come, until the connection ends.
 * @throws UserError when the broker goes away
 */
export async function watch(
  log: BrokerLog,
  { subject, all, json }: WatchOptions,
  print: (line: string) => void,
): Promise<void> {
  const lost = new Promise<never>((_, reject) =>
    log.onLost(() => reject(new UserError('the broker went away', 1))),
  );
  const subjects = subject === undefined ? contracts.map((contract) => contract.subject) : [subject];
  const tell = json ? jsonLineOf : lineOf;
  const following = subjects.map((one) => log.follow(one, all, (event) => print(tell(event))));
  await Promise.race([Promise.all(following), lost]);
  await lost;
}

/** @throws UserError for a subject that no contract declares, with those there are */
export function knownSubject(subject: string): string {
  if (contractOf(subject)) return subject;
  const known = contracts.map((contract) => contract.subject).join(', ');
  throw new UserError(`${subject} is no subject; there are ${known}`);
}
