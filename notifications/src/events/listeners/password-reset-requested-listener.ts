import { Listener, UserPasswordResetRequested } from '@datnxecommerce/common';
import { recordReset } from '../../domain/record-reset';

/** A user forgot the password and waits for the link. */
export class PasswordResetRequestedListener extends Listener<typeof UserPasswordResetRequested> {
  readonly contract = UserPasswordResetRequested;

  handle(event: UserPasswordResetRequested): Promise<void> {
    return recordReset(event);
  }
}
