import type { Stored } from '@datnxecommerce/common';
import { User } from '../models/user';
import type { GivenEmail } from './credentials';
import { storedSpellings } from './email';

/**
 * Finds the account of an e-mail. Compatibility: earlier versions may have stored several look-alike spellings; the one
 * that was typed wins.
 */
export async function findUserByEmail(typedEmail: GivenEmail['typedEmail']): Promise<Stored<User> | null> {
  const spellings = storedSpellings(typedEmail);
  const found = await User.find({ email: { $in: spellings } }).lean<Stored<User>[]>();
  const rankOf = ({ email }: Stored<User>): number => spellings.indexOf(email);
  return found.toSorted((one, other) => rankOf(one) - rankOf(other))[0] ?? null;
}
