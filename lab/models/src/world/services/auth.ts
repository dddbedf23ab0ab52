import { PasswordReset } from '../../../../../auth/src/models/password-reset';
import { SignOut } from '../../../../../auth/src/models/sign-out';
import { User } from '../../../../../auth/src/models/user';
import type { ServiceParts } from './service';

export const auth = (): ServiceParts => ({
  name: 'auth',
  listeners: [],
  aggregates: [User, SignOut, PasswordReset],
  jobs: {},
});
