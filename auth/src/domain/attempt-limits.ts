import { networkOf, TooManyRequestsError, type RateLimiter } from '@datnxecommerce/common';

/** How many sign-ups, sign-ins and resets of passwords a minute may have. */
export interface AttemptLimitSettings {
  perAddress: number;
  perAccount: number;
}

/**
 * Limits the requests that need no session, whatever becomes of them. `SignInThrottle` slows
 * down guesses at one account; this limits what one address can try at many, and what hashing costs us.
 */
export class AttemptLimits {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly limits: AttemptLimitSettings,
  ) {}

  /** @throws TooManyRequestsError when this address has to wait for the next minute */
  countAddress(address: string): Promise<void> {
    return this.count(`attempts of address ${networkOf(address)}`, this.limits.perAddress);
  }

  /**
   * @param device the known device of the account, which has a limit of its own
   * @throws TooManyRequestsError when this e-mail has to wait for the next minute, account or not
   */
  countAccount(email: string, device = ''): Promise<void> {
    return this.count(`attempts of account ${email} ${device}`, this.limits.perAccount);
  }

  private async count(key: string, perMinute: number): Promise<void> {
    const retryAfter = await this.limiter.count(key, perMinute);
    if (retryAfter > 0) throw new TooManyRequestsError('Too many attempts', retryAfter, 'too_many_attempts');
  }
}
