import { aggregate, type AggregateFields } from '@datnxecommerce/common';
import { model, Schema } from 'mongoose';

/** Wrong passwords in a row for one e-mail, whether it has an account or not. */
export interface SignInFailures {
  failures: number;
  /** Until when no password is looked at; absent while the account may still try. */
  blockedUntil?: Date;
  /** When all this is forgotten. */
  expiresAt: Date;
}

const schema = new Schema<SignInFailures & AggregateFields & { _id: string }>(
  {
    _id: String, // a hash: the e-mails that strangers try are none of our business
    failures: { type: Number, required: true },
    blockedUntil: Date,
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.plugin(aggregate); // for its guarded writes: failures that come at once are all counted
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const SignInFailures = model<SignInFailures & AggregateFields>(
  'SignInFailures',
  schema as never,
  'signinfailures',
);
