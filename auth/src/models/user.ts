import { model, Schema } from 'mongoose';

/** Somebody who can sign in. */
export interface User {
  /** Trimmed and in lower case: one mailbox is one account however it is typed. */
  email: string;
  /** The record that `PasswordHasher` makes; never the password itself, never in an answer. */
  password: string;
}

const schema = new Schema<User>(
  {
    email: { type: String, required: true, unique: true },
    password: { type: String, required: true },
  },
  { versionKey: false, timestamps: true },
);

export const User = model<User>('User', schema, 'users');
