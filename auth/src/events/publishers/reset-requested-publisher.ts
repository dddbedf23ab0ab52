import { Publisher, UserPasswordResetRequested } from '@datnxecommerce/common';
import type { PasswordReset } from '../../models/password-reset';

/** Announces that a user asked for a new password, so that the link is mailed. */
class ResetRequestedPublisher extends Publisher<typeof UserPasswordResetRequested, PasswordReset> {
  readonly contract = UserPasswordResetRequested;

  protected describe({ userId = '', resetId, expiresAt }: PasswordReset) {
    return { id: userId, resetId, expiresAt: expiresAt.toISOString() };
  }
}

export const resetRequested = new ResetRequestedPublisher('auth');
