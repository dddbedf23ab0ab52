import { change, NotAuthorizedError, type Stored } from '@datnxecommerce/common';
import { User } from '../models/user';
import type { Account } from './account';

/**
 * Finds a user's own account.
 * @throws NotAuthorizedError when it is unknown
 */
export async function findAccount(userId: string): Promise<Account> {
  const user = await User.findById(userId).lean<Stored<User> | null>();
  if (!user) throw new NotAuthorizedError();
  return accountOf(user);
}

/**
 * Gives a user's own account a name.
 * @throws NotAuthorizedError when it is unknown
 */
export function renameAccount(userId: string, name: string): Promise<Account> {
  return change(User, { _id: userId }, (user: Stored<User> | null) => {
    if (!user) throw new NotAuthorizedError();
    const next = { ...user, name };
    return { next, result: accountOf(next) };
  });
}

const accountOf = ({ _id, email, name = '' }: Stored<User>): Account => ({ id: String(_id), email, name });
