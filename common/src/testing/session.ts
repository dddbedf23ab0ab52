import mongoose from 'mongoose';
import { sessionKeys, signSession } from '../session/session';

/** The JWT_KEY of tests. */
export const TEST_JWT_KEY = 'a key for tests, at least 32 bytes long';
/** The keys that sign and verify the sessions of tests. */
export const testKeys = sessionKeys(TEST_JWT_KEY);

/** A new document id, as text. */
export const newId = (): string => new mongoose.Types.ObjectId().toHexString();

/** The Cookie header of a signed-in user. */
export function signedIn(user: { id?: string; email?: string; gen?: number } = {}): string {
  const token = signSession({ id: newId(), email: 'shopper@example.com', ...user }, testKeys);
  return `session=${Buffer.from(JSON.stringify({ jwt: token })).toString('base64')}`;
}
