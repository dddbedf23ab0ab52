import type { EventContract, EventData } from './define-event';

/**
 * Translates one kind of event into one use case. `handle` must end in the same state however often and in
 * whatever order it is called; when it resolves, the event is acknowledged, when it rejects, it comes again.
 */
export abstract class Listener<C extends EventContract = EventContract> {
  abstract readonly contract: C;

  abstract handle(event: EventData<C>): Promise<void>;
}

/** Thrown by a handler for an event that no repetition can make acceptable: it is set aside at once. */
export class RejectedEventError extends Error {
  override readonly name = 'RejectedEventError';
}
