import { BadRequestError, change, readResetToken, type Stored } from '@datnxecommerce/common';
import { PasswordReset } from '../models/password-reset';
import { User } from '../models/user';
import type { AuthDeps } from './auth-deps';
import { nextGeneration } from './end-sessions';

/**
 * Gives the owner of a link a new password and ends all sessions. A link works once, until it expires, a newer one is
 * asked for, or all sessions of the user end.
 * @throws BadRequestError when the link does not work
 * @throws ServiceUnavailableError when too many passwords wait to be hashed
 */
export async function resetPassword(
  deps: Pick<AuthDeps, 'passwords' | 'throttle' | 'devices' | 'resetKeys' | 'ended'>,
  { token, newPassword, deviceToken }: { token: string; newPassword: string; deviceToken?: string },
): Promise<void> {
  const resetId = readResetToken(token, deps.resetKeys);
  const reset = resetId === null ? null : await PasswordReset.findOne({ resetId }).lean();
  if (!reset?.userId) throw deadLink();
  const password = await deps.passwords.hash(newPassword);
  const user = await change(User, { _id: reset.userId }, (current: Stored<User> | null, now) => {
    if (!current || reset.expiresAt <= now || (current.gen ?? 0) !== reset.gen) return { result: null };
    const { next, events } = nextGeneration(current, now);
    return { next: { ...next, password }, events, result: next };
  });
  if (!user) throw deadLink();
  await deps.throttle.forget({ email: user.email, device: deps.devices.deviceIn(deviceToken, user.email) });
  await deps.ended.end({ id: String(user._id), gen: user.gen });
}

const deadLink = (): BadRequestError =>
  new BadRequestError('This link was used or is too old: ask for a new one', {
    field: 'token',
    code: 'invalid_reset_token',
  });
