import { Batcher } from '../runtime/batcher';
import { awaitAnswer } from '../runtime/database';
import type { AggregateModel } from './aggregate';

interface Read {
  model: AggregateModel;
  /** Without `rev` when an earlier version wrote it. */
  document: { _id: unknown; rev?: number };
}

const journalWaits = new Batcher<'journal', Read, void>(async (_key, [{ model, document }]) => {
  const { _id, rev = 0 } = document;
  const call = model.collection.updateOne({ _id: _id as never, rev }, { $set: { rev } });
  await awaitAnswer(call);
  return [];
});

/**
 * Waits until what was read is journaled. A read may show a write of another process that a killed database would
 * forget. A process that publishes or acknowledges because of it, without a write of its own, waits first (ADR 0018):
 * one write that changes nothing waits for all writes before it.
 */
export const untilDurable = (model: AggregateModel, document: Read['document']): Promise<void> =>
  journalWaits.add(model.db, 'journal', { model, document });
