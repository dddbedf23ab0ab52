import { eventSource } from '@datnxecommerce/common';
import { PasswordReset } from '../models/password-reset';
import { SignOut } from '../models/sign-out';
import { User } from '../models/user';
import { resetRequested } from './publishers/reset-requested-publisher';
import { sessionEnded, sessionsEnded } from './publishers/sessions-ended-publisher';
import { userCreated } from './publishers/user-created-publisher';

/** What auth republishes after the broker restarted empty. */
export const eventSources = [
  eventSource<User>(User, (user) => [
    userCreated.announce(user, user.createdAt ?? user.updatedAt),
    ...(user.gen ? [sessionsEnded.announce(user, user.updatedAt)] : []),
  ]),
  eventSource<SignOut>(SignOut, (signOut) => [sessionEnded.announce(signOut, signOut.updatedAt)]),
  eventSource<PasswordReset>(PasswordReset, (reset) =>
    reset.userId ? [resetRequested.announce(reset, reset.updatedAt)] : [],
  ),
];
