import { change, currentTraceparent, type UserPasswordResetRequested } from '@datnxecommerce/common';
import { PasswordReset } from '../models/password-reset';
import { nextMailAt } from './mail-decisions';

/** Stores the mail that is due for a forgotten password, once however often its event comes. */
export async function recordReset({ id, resetId, expiresAt }: UserPasswordResetRequested): Promise<void> {
  const traceparent = currentTraceparent();
  await change(PasswordReset, { _id: resetId }, (current, now) => {
    const expires = new Date(expiresAt);
    if (current || expires <= now) return { result: undefined };
    const due = { kind: 'password_reset' as const, state: 'due' as const, attempts: 0, dueAt: now };
    const mails = [{ ...due, ...(traceparent && { traceparent }) }];
    const next = { userId: id, expiresAt: expires, mails, mailDueAt: nextMailAt(mails) };
    return { next, result: undefined };
  });
}
