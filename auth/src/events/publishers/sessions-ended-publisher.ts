import { Publisher, UserSessionsEnded, type Stored } from '@datnxecommerce/common';
import type { SignOut } from '../../models/sign-out';
import type { User } from '../../models/user';

/** Announces that the sessions of a user's earlier generations ended. */
class SessionsEndedPublisher extends Publisher<typeof UserSessionsEnded, Stored<User>> {
  readonly contract = UserSessionsEnded;

  protected describe({ _id, gen = 0 }: Stored<User>) {
    return { id: String(_id), gen };
  }
}

/** Announces that one session ended. */
class SessionEndedPublisher extends Publisher<typeof UserSessionsEnded, Stored<SignOut>> {
  readonly contract = UserSessionsEnded;

  protected describe({ _id, userId, gen }: Stored<SignOut>) {
    return { id: userId, gen, sessionId: String(_id) };
  }
}

export const sessionsEnded = new SessionsEndedPublisher('auth');
export const sessionEnded = new SessionEndedPublisher('auth');
