import { Listener, UserCreated } from '@datnxecommerce/common';
import { replicateUser } from '../../domain/replicate-user';

/** The address of a user becomes known. */
export class UserCreatedListener extends Listener<typeof UserCreated> {
  readonly contract = UserCreated;

  handle(event: UserCreated): Promise<void> {
    return replicateUser(event);
  }
}
