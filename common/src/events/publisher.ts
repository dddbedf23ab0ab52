import type { OutboxEntry } from '../outbox/aggregate';
import type { EventContract, EventData } from './define-event';

/**
 * Turns the state of an aggregate into one kind of event. It sends nothing: the entry is stored with the state
 * by `change`, and the relay sends it.
 */
export abstract class Publisher<C extends EventContract, State> {
  abstract readonly contract: C;

  /** The event's data, from the state as it is about to be stored. */
  protected abstract describe(state: State): Omit<EventData<C>, 'meta'>;

  /**
   * The outbox entry that announces this state.
   * @throws ZodError when the data breaks the contract: the request that built it fails, not its consumers.
   */
  announce(state: State): OutboxEntry {
    const contract = this.contract as unknown as EventContract<object>;
    const data = contract.parse(this.describe(state));
    const meta = { time: new Date().toISOString(), source: sourceName };
    return { key: contract.keyOf(data), subject: contract.subject, data: JSON.stringify({ ...data, meta }) };
  }
}

let sourceName = 'unknown';

/** Names this process's service in the `meta.source` of what it publishes; createService calls it. */
export function setEventSource(name: string): void {
  sourceName = name;
}
