import { change, TooManyRequestsError } from '@datnxecommerce/common';
import { SignInFailures } from '../models/sign-in-failures';
import { hashEmail } from './email';
import { decideSuccess, decideFailure, waitLeft, type ThrottleLimits } from './throttle-decisions';

/** The device of a request that has a session of the account, but no token. */
export const SESSION_DEVICE = 'session';

/** Whose wrong passwords are counted together. */
export interface Guesser {
  email: string;
  /** The known device of the account; without one, all unknown devices count together. */
  device?: string;
}

/**
 * Slows down guesses at one account, from any number of addresses; it never locks an account permanently.
 * An unknown e-mail is throttled too, so the wait does not reveal which e-mails have accounts.
 * Source of the rule: OWASP cheat sheet "Authentication", login throttling.
 */
export class SignInThrottle {
  constructor(
    private readonly limits: ThrottleLimits,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** @throws TooManyRequestsError when this account has to wait */
  async check(guesser: Guesser): Promise<void> {
    const current = await SignInFailures.findById(counterOf(guesser)).lean();
    refuseWhile(waitLeft(current, this.now(), this.limits));
  }

  /**
   * Counts a wrong password. Concurrent guesses are all counted, and those that end after the wait has begun are
   * refused, so parallel guesses reveal no more than sequential ones.
   * @throws TooManyRequestsError when this account has to wait by now
   */
  async recordFailure(guesser: Guesser): Promise<void> {
    const now = this.now();
    refuseWhile(
      await change(SignInFailures, { _id: counterOf(guesser) }, (current) =>
        decideFailure(current, now, this.limits),
      ),
    );
  }

  /**
   * Forgets the failures of an account whose password was right.
   * @throws TooManyRequestsError when this account has to wait by now, right password or not
   */
  async recordSuccess(guesser: Guesser): Promise<void> {
    const now = this.now();
    refuseWhile(
      await change(SignInFailures, { _id: counterOf(guesser) }, (current) =>
        decideSuccess(current, now, this.limits),
      ),
    );
  }

  /** Forgets the failures of an account whose owner has proved to be the one who reads its mail. */
  async forget({ email, device }: Guesser): Promise<void> {
    const counters = [undefined, SESSION_DEVICE, device].map((one) => counterOf({ email, device: one }));
    await SignInFailures.deleteMany({ _id: { $in: counters } });
  }
}

const counterOf = ({ email, device }: Guesser): string =>
  device === undefined ? hashEmail(email) : `${hashEmail(email)} ${device}`;

function refuseWhile(waitMs: number): void {
  if (waitMs <= 0) return;
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  throw new TooManyRequestsError('Too many failed sign-ins', retryAfterSeconds, 'too_many_failed_sign_ins');
}
