import {
  BadRequestError,
  change,
  NotAuthorizedError,
  type SessionOwner,
  type Stored,
} from '@datnxecommerce/common';
import { User } from '../models/user';
import type { AuthDeps } from './auth-deps';
import { nextGeneration, sessionOwner } from './end-sessions';

/** What a user gives to change the password. */
export interface PasswordChange {
  currentPassword: string;
  newPassword: string;
  /** The known device of the account that it comes from. */
  device?: string;
}

/**
 * Gives a user a new password and ends all sessions.
 * @returns whom the one session that goes on is opened for
 * @throws BadRequestError when the current password is wrong, TooManyRequestsError after too many wrong ones
 * @throws NotAuthorizedError when the account is unknown
 * @throws ServiceUnavailableError when too many passwords wait to be hashed
 */
export async function changePassword(
  deps: AuthDeps,
  userId: string,
  passwordChange: PasswordChange,
): Promise<SessionOwner> {
  const { passwords, throttle } = deps;
  const { currentPassword, newPassword, device } = passwordChange;
  const user = await User.findById(userId).lean();
  if (!user) throw new NotAuthorizedError();
  const guesser = { email: user.email, device };
  await throttle.check(guesser);
  if (!(await passwords.verify(currentPassword, user.password))) {
    await throttle.recordFailure(guesser);
    throw new BadRequestError('Current password is wrong', {
      field: 'currentPassword',
      code: 'wrong_current_password',
    });
  }
  await throttle.recordSuccess(guesser);
  const owner = await setPassword(deps, user, await passwords.hash(newPassword));
  // Another change or a sign-in has replaced the record meanwhile: the new one decides.
  return owner ?? changePassword(deps, userId, passwordChange);
}

/**
 * Replaces the record that was verified and ends all sessions.
 * @returns null when it is another one by now
 */
async function setPassword(
  { ended }: AuthDeps,
  { _id, password: verified }: Stored<User>,
  password: string,
): Promise<SessionOwner | null> {
  const owner = await change(User, { _id }, (user: Stored<User> | null, now) => {
    if (user?.password !== verified) return { result: null };
    const { next, events } = nextGeneration(user, now);
    return { next: { ...next, password }, events, result: sessionOwner(next) };
  });
  if (owner) await ended.end({ id: owner.id, gen: owner.gen ?? 0 });
  return owner;
}
