import { BadRequestError, ServiceUnavailableError } from '@datnxecommerce/common';
import { User } from '../models/user';
import type { PasswordHasher } from '../services/password';
import type { Account, Credentials } from './account';
import type { SignInThrottle } from './sign-in-throttle';

/** What signing in needs besides the database. */
export interface SignInTools {
  passwords: PasswordHasher;
  throttle: SignInThrottle;
}

/**
 * Finds the account behind credentials. An unknown e-mail and a wrong password look the same from outside: same
 * words, same time, same throttle.
 * @throws BadRequestError when they fit no account
 * @throws TooManyRequestsError after too many failures, right password or not
 * @throws ServiceUnavailableError when too many passwords wait to be hashed
 */
export async function signIn(
  { email, password }: Credentials,
  { passwords, throttle }: SignInTools,
): Promise<Account> {
  await throttle.check(email);
  const user = await User.findOne({ email }).lean();
  const isRight = await passwords.verify(password, user?.password);
  if (!user || !isRight) {
    await throttle.recordFailure(email);
    throw new BadRequestError('Invalid credentials', { code: 'invalid_credentials' });
  }
  await throttle.recordSuccess(email);
  if (passwords.isOutdated(user.password)) await strengthen(user, password, passwords);
  return { id: user._id.toHexString(), email };
}

/** Replaces a record by one of today's cost, while the password is at hand. */
async function strengthen(
  user: User & { _id: unknown },
  password: string,
  passwords: PasswordHasher,
): Promise<void> {
  try {
    const stronger = await passwords.hash(password);
    await User.updateOne({ _id: user._id, password: user.password }, { password: stronger });
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError)) throw error; // too busy: the next sign-in does it
  }
}
