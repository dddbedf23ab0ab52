import { model, Schema } from 'mongoose';

/** Sign-ups and sign-ins of one address, or for one e-mail, within a minute. */
export interface Attempts {
  /** A hash: addresses and e-mails of strangers are not stored. */
  _id: string;
  count: number;
  /** When the minute ends, by the database's clock. */
  resetsAt: Date;
}

const schema = new Schema<Attempts>(
  { _id: String, count: { type: Number, required: true }, resetsAt: { type: Date, required: true } },
  { versionKey: false },
);
schema.index({ resetsAt: 1 }, { expireAfterSeconds: 0 });

export const Attempts = model<Attempts>('Attempts', schema, 'attempts');
