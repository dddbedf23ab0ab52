import { BadRequestError, change, type SessionOwner, type Stored } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { userCreated } from '../events/publishers/user-created-publisher';
import { User } from '../models/user';
import type { Credentials } from './credentials';
import type { AuthDeps } from './auth-deps';
import { findUserByEmail } from './find-user';

/**
 * Opens an account.
 * @throws BadRequestError when the e-mail has one, also when two ask for it at once
 * @throws ServiceUnavailableError when too many passwords wait to be hashed
 */
export async function signUp(
  { passwords }: Pick<AuthDeps, 'passwords'>,
  { email, typedEmail, password }: Credentials,
): Promise<SessionOwner> {
  if (await findUserByEmail(typedEmail)) throw emailInUse(); // before the costly part; the index has the last word
  const user = { _id: new Types.ObjectId(), email, password: await passwords.hash(password), version: 0 };
  const isOpened = await change(User, { email }, (current: Stored<User> | null, now) =>
    current ? { result: false } : { next: user, events: [userCreated.announce(user, now)], result: true },
  );
  if (!isOpened) throw emailInUse();
  return { id: user._id.toHexString(), email };
}

const emailInUse = (): BadRequestError => new BadRequestError('Email in use', { code: 'email_in_use' });
