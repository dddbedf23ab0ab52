import { checkSendable } from '../messaging/sendable';
import type { OutboxEntry } from './aggregate';
import type { Stored } from './load';

/** What a use case decided: the next state (none: nothing changes), what to announce, what to answer. */
export interface Decision<State, Result = void> {
  next?: State;
  events?: OutboxEntry[];
  result: Result;
}

/** A pure function of the stored state (null: there is none; `next` then inserts it). */
export type Decide<State, Result = unknown> = (current: Stored<State> | null) => Decision<State, Result>;

/** What a decision answers, or throws, to whoever asked for it. */
export type Outcome = PromiseSettledResult<unknown>;

/** What several decisions come to: one write, and an outcome for each that was made. */
export interface Together<State> {
  next?: State;
  events: OutboxEntry[];
  outcomes: Outcome[];
}

/**
 * Decides one after the other, each by the state that those before it leave; one that throws leaves it as it was.
 * After an insert it stops: what the database adds to a new document, the next one must see.
 */
export function decideInTurn<State extends object>(
  current: Stored<State> | null,
  decides: readonly Decide<State>[],
): Together<State> {
  const together: Together<State> = { events: [], outcomes: [] };
  let state = current;
  for (const decide of decides) {
    try {
      const { next, events = [], result } = decide(state);
      if (next) {
        for (const { subject, data } of events) checkSendable(subject, data);
        together.next = state ? (state = { ...state, ...next }) : next;
        together.events.push(...events);
      }
      together.outcomes.push({ status: 'fulfilled', value: result });
    } catch (reason) {
      together.outcomes.push({ status: 'rejected', reason });
    }
    if (together.next && !current) break;
  }
  return together;
}
