import { BrokerLog, type BrokerAddress, type LoggedEvent } from '@ecommerce/events/broker-log';
import { contractOf } from '@ecommerce/events/contracts';
import type { Line } from './documents';

/** The fields of events that the auditor looks at; an event has those that its contract gives it. */
export interface EventFields {
  id?: string;
  orderId?: string;
  userId?: string;
  stripeId?: string;
  version?: number;
  title?: string;
  price?: number;
  quantity?: number;
  items?: Line[];
}

/** An event of the log that keeps its contract. */
export interface ReadEvent {
  subject: string;
  sequence: number;
  /** Its identity: the same key is the same event. */
  key: string;
  fields: EventFields;
}

/** What the broker still has. */
export interface EventLog {
  events: ReadEvent[];
  /** Malformed events, and events published to be refused: the invariants ignore them. */
  ignored: number;
  /** Why it does not begin with the first event of the shop; undefined when it does. */
  incomplete?: string;
}

export interface LogOptions {
  /** The broker restarted empty during the life of this shop. */
  dataLost?: boolean;
  /** What was published to be refused. */
  poison?: readonly { subject: string; data: string }[];
}

/**
 * Reads the log of all subjects from the first message that the broker has.
 * @throws UserError when the broker does not answer
 */
export async function readEventLog(address: BrokerAddress, options: LogOptions): Promise<EventLog> {
  const log = await BrokerLog.connect(address);
  try {
    const subjects = await log.subjects();
    const read = await Promise.all(subjects.map((subject) => log.read(subject)));
    return toEventLog(read.flat(), options);
  } finally {
    await log.close();
  }
}

/** Where services leave the marks by which they know their broker again (common's broker-epoch.ts): no events. */
const MARKS = /^epoch\./;

/** Converts the broker's log to what the invariants read. */
export function toEventLog(
  logged: readonly LoggedEvent[],
  { dataLost, poison = [] }: LogOptions = {},
): EventLog {
  const raw = logged.filter(({ subject }) => !MARKS.test(subject));
  const poisonous = new Set(poison.map(({ subject, data }) => `${subject} ${data}`));
  const events = raw.flatMap((event) =>
    poisonous.has(`${event.subject} ${event.data}`) ? [] : (checked(event) ?? []),
  );
  return { events, ignored: raw.length - events.length, incomplete: incompleteness(raw, dataLost) };
}

/** The events of one subject that say what they are about. */
export function eventsOf<Id extends 'id' | 'orderId'>(
  { events }: EventLog,
  subject: string,
  id: Id,
): (ReadEvent & { fields: EventFields & Record<Id, string> })[] {
  return events.filter(
    (event): event is ReadEvent & { fields: EventFields & Record<Id, string> } =>
      event.subject === subject && typeof event.fields[id] === 'string',
  );
}

function incompleteness(raw: readonly LoggedEvent[], dataLost = false): string | undefined {
  if (dataLost) return 'the broker restarted empty';
  const first = new Map<string, number>();
  for (const { subject, sequence } of raw)
    first.set(subject, Math.min(sequence, first.get(subject) ?? Infinity));
  const cut = [...first].filter(([, sequence]) => sequence > 1).map(([subject]) => subject);
  return cut.length > 0 ? `the broker has dropped its oldest ${cut.join(', ')}` : undefined;
}

function checked({ subject, sequence, data }: LoggedEvent): ReadEvent | undefined {
  try {
    const contract = contractOf(subject);
    if (!contract) return undefined;
    const fields = contract.parse(JSON.parse(data)) as EventFields;
    return { subject, sequence, key: contract.keyOf(fields), fields: lowerCaseIds(fields) };
  } catch {
    return undefined;
  }
}

/** Ids are hexadecimal in either case; documents hold them in lower case. */
function lowerCaseIds(fields: EventFields): EventFields {
  const lowered = { ...fields };
  for (const name of ['id', 'orderId', 'userId'] as const)
    if (typeof lowered[name] === 'string') lowered[name] = lowered[name].toLowerCase();
  return lowered;
}
