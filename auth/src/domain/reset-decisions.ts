import type { Decision, Stored } from '@datnxecommerce/common';
import { resetRequested } from '../events/publishers/reset-requested-publisher';
import type { PasswordReset } from '../models/password-reset';

/** How long a link works. */
export const RESET_MS = 60 * 60_000;
/** More requests bring no mail until the last link has expired: nobody can fill a stranger's mailbox. */
export const MAX_REQUESTS = 5;

/**
 * Stores a new reset in place of the e-mail's last one. Without an account the same is stored and nothing is announced,
 * so both take the same time.
 * @param user the account of the e-mail, if there is one
 */
export function decideResetRequest(
  current: Stored<PasswordReset> | null,
  now: Date,
  { resetId, user }: { resetId: string; user: { id: string; gen: number } | null },
): Decision<PasswordReset> {
  const earlier = current && current.expiresAt > now ? current.requests : 0;
  if (earlier >= MAX_REQUESTS) return { result: undefined };
  const next: PasswordReset = {
    resetId,
    requests: earlier + 1,
    updatedAt: now,
    expiresAt: new Date(now.getTime() + RESET_MS),
    userId: user?.id,
    gen: user?.gen,
  };
  return { next, events: user ? [resetRequested.announce(next, now)] : [], result: undefined };
}
