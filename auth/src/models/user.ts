import { aggregate, type AggregateFields } from '@datnxecommerce/common';
import { model, Schema } from 'mongoose';

/** Somebody who can sign in. */
export interface User {
  /** One spelling for each mailbox, by `normalizeEmail`. Compatibility: earlier versions stored others. */
  email: string;
  /** The record that `PasswordHasher` makes; never the password itself, never in an answer. */
  password: string;
  /** 0 when it is opened. Compatibility: absent until `announceEarlierUsers` has published it. */
  version?: number;
  /** What the shop calls its owner; absent until it is given. */
  name?: string;
  /** The generation of new sessions, one more each time all sessions end. Absent counts as 0. */
  gen?: number;
  /** Mongoose sets it; a decision does not. */
  createdAt?: Date;
}

const schema = new Schema<User & AggregateFields>(
  {
    email: { type: String, required: true, unique: true },
    password: { type: String, required: true },
    version: Number,
    name: String,
    gen: Number,
  },
  { versionKey: false, timestamps: true },
);
schema.plugin(aggregate);
schema.index({ updatedAt: 1 }); // what is republished to a broker that restarted empty
schema.index({ version: 1 }); // Compatibility: for `announceEarlierUsers`

export const User = model<User & AggregateFields>('User', schema, 'users');
