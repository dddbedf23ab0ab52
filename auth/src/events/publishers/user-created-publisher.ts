import { Publisher, UserCreated, type Stored } from '@datnxecommerce/common';
import type { User } from '../../models/user';

/** Announces an account and the address that its mail goes to. */
class UserCreatedPublisher extends Publisher<typeof UserCreated, Stored<User>> {
  readonly contract = UserCreated;

  protected describe({ _id, email, version = 0 }: Stored<User>) {
    return { id: String(_id), email, version };
  }
}

export const userCreated = new UserCreatedPublisher('auth');
