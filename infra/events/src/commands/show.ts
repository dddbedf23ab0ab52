import type { BrokerLog, LoggedEvent } from '../broker-log';
import { checkEvent } from '../checked-event';
import { contracts } from '../contracts';
import { jsonLineOf, lineOf } from '../event-line';
import { UserError } from '../user-error';

/**
 * Prints the events of one order from the broker's log: each event about it in a line, in the order the broker took
 * them; one that was published again is marked.
 * @throws UserError for an id that is none, or when the log has nothing about it
 */
export async function show(
  log: BrokerLog,
  { orderId, json }: { orderId: string; json: boolean },
  print: (line: string) => void,
): Promise<void> {
  const logs = await Promise.all(contracts.map(({ subject }) => log.read(subject)));
  const story = storyOf(orderId, logs.flat());
  if (story.length === 0) throw new UserError(`the broker knows of no order ${orderId}`, 1);
  const seen = new Set<string>();
  for (const event of story) {
    const { key } = checkEvent(event.subject, event.data);
    const again = key !== undefined && seen.has(key);
    if (key !== undefined) seen.add(key);
    if (json) print(jsonLineOf(event));
    else print(again ? `${lineOf(event)}  (again)` : lineOf(event));
  }
}

/** Of all events those about one order, oldest first; malformed ones that name it anywhere are among them. */
export function storyOf(orderId: string, events: readonly LoggedEvent[]): LoggedEvent[] {
  const wanted = orderId.toLowerCase();
  return events
    .filter(({ subject, data }) => {
      const { fields, problem } = checkEvent(subject, data);
      if (problem) return data.toLowerCase().includes(wanted);
      const id = subject.startsWith('order:') ? fields.id : fields.orderId;
      return String(id).toLowerCase() === wanted;
    })
    .sort((a, b) => a.timeNs - b.timeNs);
}

/** @throws UserError for text that can be no order's id */
export function orderIdOf(text: string): string {
  if (/^[0-9a-f]{24}$/i.test(text)) return text;
  throw new UserError(`${text} is no order id: it has 24 digits from 0 to 9 and a to f`);
}
