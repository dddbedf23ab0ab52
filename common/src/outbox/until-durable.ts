import { Batcher } from '../runtime/batcher';
import { awaitAnswer } from '../runtime/database';
import type { AggregateModel } from './aggregate';

const waits = new Batcher<AggregateModel, object, boolean>(async ({ collection }, states) => {
  const different = new Set(states.map((state) => JSON.stringify(state)));
  const call = collection.updateMany({ $or: states }, { $unset: { none: true } });
  const { matchedCount } = await awaitAnswer(call);
  return states.map(() => matchedCount === different.size);
});

/**
 * Waits until what was read is durable. A read may show a write of another process that a killed database or a new
 * primary forgets. A process that publishes or acknowledges because of it, without a write of its own, waits first (ADR
 * 0018): a write that changes nothing waits for all writes before it.
 * @param state a filter that matches the document by its id, as long as it is in the state that was read
 * @returns false when the document is in another state by now, so that the one that was read may be forgotten; those
 *   that wait together share the answer
 */
export const untilDurable = (model: AggregateModel, state: object): Promise<boolean> =>
  waits.add(model.db, model, state);
