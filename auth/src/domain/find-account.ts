import { NotAuthorizedError, type Stored } from '@datnxecommerce/common';
import { User } from '../models/user';

/**
 * Finds a user's own account.
 * @throws NotAuthorizedError when it is unknown
 */
export async function findAccount(userId: string): Promise<Stored<User>> {
  const user = await User.findById(userId).lean<Stored<User> | null>();
  if (!user) throw new NotAuthorizedError();
  return user;
}
