import type { BrokerLog, LoggedEvent } from '../broker-log';
import { contracts } from '../contracts';
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
  const printEvent = (event: LoggedEvent): void => print(json ? jsonLineOf(event) : lineOf(event));
  const following = all
    ? followPast(log, subjects, printEvent)
    : follow(log, subjects, () => 'now', printEvent);
  await Promise.race([following, lost]);
  await lost;
}

/** The past of all subjects in one order, then what comes, without a gap between. */
async function followPast(
  log: BrokerLog,
  subjects: string[],
  printEvent: (event: LoggedEvent) => void,
): Promise<void> {
  const past = (await Promise.all(subjects.map((subject) => log.read(subject)))).flat();
  past.sort((a, b) => a.timeNs - b.timeNs).forEach(printEvent);
  const next = new Map(past.map(({ subject, sequence }) => [subject, sequence + 1]));
  await follow(log, subjects, (subject) => next.get(subject) ?? 1, printEvent);
}

async function follow(
  log: BrokerLog,
  subjects: string[],
  from: (subject: string) => number | 'now',
  printEvent: (event: LoggedEvent) => void,
): Promise<void> {
  await Promise.all(subjects.map((subject) => log.follow(subject, from(subject), printEvent)));
}
