import type { Model } from 'mongoose';
import type { AggregateFields, AggregateModel, OutboxEntry } from '../outbox/aggregate';
import type { Stored } from '../outbox/load';

/** Documents whose events can be made again from what they hold. The model has an indexed `updatedAt`. */
export interface EventSource {
  model: AggregateModel;
  eventsOf: (document: object) => OutboxEntry[];
}

/**
 * Says how a document's events are made again, as they were sent the first time or as a newer snapshot.
 * @param eventsOf a pure function of the document, by the publishers that made its events the first time
 */
export const eventSource = <State extends object>(
  model: Model<State & AggregateFields>,
  eventsOf: (document: Stored<State>) => OutboxEntry[],
): EventSource => ({ model, eventsOf: eventsOf as never });
