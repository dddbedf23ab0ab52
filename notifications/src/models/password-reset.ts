import { aggregate, type AggregateFields } from '@datnxecommerce/common';
import { model, Schema } from 'mongoose';
import { mailFields, type MailHolder } from './mail';

/** A forgotten password whose link is mailed, under the reset's id. */
export interface PasswordReset extends MailHolder {
  userId: string;
  /** Until when the link works; a mail that was not sent by then is forgotten. */
  expiresAt: Date;
}

const schema = new Schema<PasswordReset & AggregateFields & { _id: string }>(
  {
    _id: String,
    userId: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    ...mailFields,
  },
  { versionKey: false },
);
schema.index({ mailDueAt: 1 }, { sparse: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
schema.plugin(aggregate); // for its guarded writes; it announces nothing

export const PasswordReset = model<PasswordReset & AggregateFields>(
  'PasswordReset',
  schema as never,
  'passwordresets',
);
