import { aggregate, type AggregateFields } from '@datnxecommerce/common';
import { model, Schema } from 'mongoose';

/** The last forgotten password of one e-mail, whether it has an account or not. The token of its link is not stored. */
export interface PasswordReset {
  resetId: string;
  /** How many resets were asked for until this one expired. */
  requests: number;
  /** Until when the link works. */
  expiresAt: Date;
  updatedAt: Date;
  /** Whose password it is; absent when the e-mail has no account. */
  userId?: string;
  /** The generation of the user's sessions when it was asked for: the link works while that is the current one. */
  gen?: number;
}

const schema = new Schema<PasswordReset & AggregateFields & { _id: string }>(
  {
    _id: String, // a hash: the e-mails that strangers try are none of our business
    resetId: { type: String, required: true },
    requests: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    userId: String,
    gen: Number,
  },
  { versionKey: false },
);
schema.plugin(aggregate);
schema.index({ resetId: 1 });
schema.index({ updatedAt: 1 }); // what is republished to a broker that restarted empty
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const PasswordReset = model<PasswordReset & AggregateFields>(
  'PasswordReset',
  schema as never,
  'passwordresets',
);
