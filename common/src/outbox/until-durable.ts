import { Batcher } from '../database/batcher';
import { awaitAnswer } from '../database/database';
import type { AggregateModel } from './aggregate';

/** A write that changes nothing: no document has this field. */
const NOTHING = { $unset: { none: true } };

const waits = new Batcher<AggregateModel, object, boolean>(async ({ collection }, states) => {
  const { matchedCount } = await awaitAnswer(collection.updateMany({ $or: states }, NOTHING));
  if (matchedCount === states.length || states.length === 1) return states.map(() => matchedCount > 0);
  // The answer does not tell which did not match, and two may name one document.
  const alone = states.map((state) => awaitAnswer(collection.updateOne(state, NOTHING)));
  return (await Promise.all(alone)).map((answer) => answer.matchedCount > 0);
});

/**
 * Waits until what was read is durable. A read may show a write of another process that a killed database or a new
 * primary forgets. A process that publishes or acknowledges because of it, without a write of its own, waits first (ADR
 * 0018): a write that changes nothing waits for all writes before it.
 * @param state a filter that matches the document by its id, as long as it is in the state that was read
 * @returns false when the document is in another state by now, so that the one that was read may be forgotten
 */
export const untilDurable = (model: AggregateModel, state: object): Promise<boolean> =>
  waits.add(model.db, model, state);
