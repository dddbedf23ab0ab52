import type { Model } from 'mongoose';
import type { AggregateFields } from '../outbox/aggregate';

/** A parsed event of an outbox. */
export interface PendingEvent {
  subject: string;
  key: string;
  data: Record<string, unknown>;
}

/** Reads the pending events of a model's documents: documents by id, events oldest first. */
export async function outboxOf<T extends AggregateFields>(model: Model<T>): Promise<PendingEvent[]> {
  const documents = await model.find().sort({ _id: 1 }).select('+outbox').lean<AggregateFields[]>();
  return documents.flatMap(({ outbox }) =>
    outbox.map(({ subject, key, data }) => ({
      subject,
      key,
      data: JSON.parse(data) as Record<string, unknown>,
    })),
  );
}
