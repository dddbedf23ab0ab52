import type { EndedSessions, ResetKeys } from '@datnxecommerce/common';
import type { PasswordHasher } from '../services/password';
import type { AttemptLimits } from './attempt-limits';
import type { KnownDevices } from './known-devices';
import type { SignInThrottle } from './sign-in-throttle';

/** What the use cases of auth need besides the database. */
export interface AuthDeps {
  passwords: PasswordHasher;
  throttle: SignInThrottle;
  limits: AttemptLimits;
  devices: KnownDevices;
  resetKeys: ResetKeys;
  /** Sessions end here at once, without waiting for the event. */
  ended: EndedSessions;
}
