import type { Model } from 'mongoose';
import type { AggregateFields, AggregateModel, OutboxEntry } from '../outbox/aggregate';
import type { Stored } from '../outbox/load';

/** Documents whose events can be republished. The model has an indexed `updatedAt`. */
export interface EventSource {
  model: AggregateModel;
  eventsOf: (document: object) => OutboxEntry[];
}

/**
 * Declares how the events of a document are made again: as they were first published, or as a newer snapshot.
 * @param eventsOf a function of the document that uses the publishers of the original events and their times
 */
export const eventSource = <State extends object>(
  model: Model<State & AggregateFields>,
  eventsOf: (document: Stored<State> & { updatedAt: Date }) => OutboxEntry[],
): EventSource => ({ model, eventsOf: eventsOf as never });
