import { change, NotAuthorizedError, type Stored } from '@datnxecommerce/common';
import { User } from '../models/user';

/**
 * Gives a user's own account a name.
 * @throws NotAuthorizedError when it is unknown
 */
export function renameAccount(userId: string, name: string): Promise<Stored<User>> {
  return change(User, { _id: userId }, (user: Stored<User> | null) => {
    if (!user) throw new NotAuthorizedError();
    const next = { ...user, name };
    return { next, result: next };
  });
}
