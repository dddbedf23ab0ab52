import { change, newRandomId } from '@datnxecommerce/common';
import { PasswordReset } from '../models/password-reset';
import type { GivenEmail } from './credentials';
import { hashEmail } from './email';
import { findUserByEmail } from './find-user';
import { decideResetRequest } from './reset-decisions';

/**
 * Has a link for a new password mailed to the owner of an account. An e-mail without one looks the same from outside:
 * same answer, same time.
 */
export async function requestReset({ email, typedEmail }: GivenEmail): Promise<void> {
  const resetId = newRandomId();
  await change(
    PasswordReset,
    { _id: hashEmail(email) },
    (current, now, user) => decideResetRequest(current, now, { resetId, user }),
    () => findOwner(typedEmail),
  );
}

async function findOwner(typedEmail: string): Promise<{ id: string; gen: number } | null> {
  const user = await findUserByEmail(typedEmail);
  return user && { id: String(user._id), gen: user.gen ?? 0 };
}
