import type { EventContract, EventData } from './define-event';

/**
 * Translates one kind of event into one use case. `handle` must reach the same state however often and in whatever
 * order it is called. The event is acknowledged when it resolves and redelivered when it rejects.
 */
export abstract class Listener<C extends EventContract = EventContract> {
  abstract readonly contract: C;

  abstract handle(event: EventData<C>): Promise<void>;
}

/** Thrown by a handler for an event that a retry cannot help: it is dead-lettered at once. */
export class RejectedEventError extends Error {
  override readonly name = 'RejectedEventError';
}
