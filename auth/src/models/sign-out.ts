import { aggregate, type AggregateFields } from '@datnxecommerce/common';
import { model, Schema } from 'mongoose';

/** One session that its user ended, by the session's id. */
export interface SignOut {
  userId: string;
  /** The session's generation. */
  gen: number;
  updatedAt: Date;
  /** When its token has expired, and nobody needs to know any more. */
  expiresAt: Date;
}

const schema = new Schema<SignOut & AggregateFields & { _id: string }>(
  {
    _id: String,
    userId: { type: String, required: true },
    gen: { type: Number, required: true },
    updatedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.plugin(aggregate);
schema.index({ updatedAt: 1 }); // what is republished to a broker that restarted empty
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const SignOut = model<SignOut & AggregateFields>('SignOut', schema as never, 'signouts');
