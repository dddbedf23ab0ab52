import { model, models, Schema, type Model } from 'mongoose';

/** How many requests of one user, address or account all processes of a service have counted in a minute. */
export interface RateCount {
  /** A hash of whose requests they are and of the minute: neither addresses nor e-mails are stored. */
  _id: string;
  count: number;
  expiresAt: Date;
}

/** The model exists where a limiter does, so that other services do not get the collection. */
export function rateCounts(): Model<RateCount> {
  if (models.RateCount) return models.RateCount as Model<RateCount>;
  const schema = new Schema<RateCount>(
    { _id: String, count: { type: Number, required: true }, expiresAt: { type: Date, required: true } },
    { versionKey: false },
  );
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return model<RateCount>('RateCount', schema, 'ratecounts');
}
