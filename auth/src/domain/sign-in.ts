import { BadRequestError, ServiceUnavailableError, type SessionOwner } from '@datnxecommerce/common';
import { User } from '../models/user';
import type { Credentials } from './credentials';
import type { AuthDeps } from './auth-deps';
import { sessionOwner } from './end-sessions';
import { findUserByEmail } from './find-user';

/**
 * Finds the account behind credentials. An unknown e-mail and a wrong password look the same from outside: same
 * words, same time, same throttle.
 * @returns whom the session is opened for, in the generation from before the password was verified
 * @throws BadRequestError when they fit no account
 * @throws TooManyRequestsError after too many failures, right password or not
 * @throws ServiceUnavailableError when too many passwords wait to be hashed
 */
export async function signIn(
  { passwords, throttle }: Pick<AuthDeps, 'passwords' | 'throttle'>,
  { email, typedEmail, password, device }: Credentials,
): Promise<SessionOwner> {
  const guesser = { email, device };
  await throttle.check(guesser);
  const user = await findUserByEmail(typedEmail);
  const isRight = await passwords.verify(password, user?.password);
  if (!user || !isRight) {
    await throttle.recordFailure(guesser);
    throw new BadRequestError('Invalid credentials', { code: 'invalid_credentials' });
  }
  await throttle.recordSuccess(guesser);
  if (passwords.isOutdated(user.password)) await strengthen(passwords, user, password);
  return sessionOwner(user);
}

/** Replaces a record by one of the configured cost, while the password is known. */
async function strengthen(
  passwords: AuthDeps['passwords'],
  user: User & { _id: unknown },
  password: string,
): Promise<void> {
  try {
    const stronger = await passwords.hash(password);
    await User.updateOne({ _id: user._id, password: user.password }, { password: stronger });
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError)) throw error; // too busy: the next sign-in does it
  }
}
