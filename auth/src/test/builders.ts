import { createLogger, RateLimiter, resetKeys } from '@datnxecommerce/common';
import { documented, TEST_JWT_KEY, testKeys, testLimits } from '@datnxecommerce/common/testing';
import { buildApp, type AppDependencies } from '../app';
import { AttemptLimits } from '../domain/attempt-limits';
import { KnownDevices } from '../domain/known-devices';
import { passwordPolicy } from '../domain/password-policy';
import { SignInThrottle } from '../domain/sign-in-throttle';
import { User } from '../models/user';
import { usersApi } from '../openapi';
import { PasswordHasher } from '../services/password';

/** As cheap as the settings allow: what is tested here is not how long scrypt takes. */
export const cheapHasher = (costLog2 = 10): PasswordHasher =>
  new PasswordHasher({ costLog2, parallel: 2, queue: 20 });

export const defaultPolicy = passwordPolicy({
  PASSWORD_POLICY: 'default',
  PASSWORD_MIN: 4,
  PASSWORD_MAX: 20,
});

/** Auth with the default settings, but more attempts than tests make, except for what a test is about. */
export function anApp(different: Partial<AppDependencies> = {}) {
  const dependencies: AppDependencies = {
    logger: createLogger('test', 'silent'),
    keys: testKeys,
    policy: defaultPolicy,
    passwords: cheapHasher(),
    throttle: new SignInThrottle({ freeFailures: 5, longestDelayMs: 300_000 }),
    limits: new AttemptLimits(new RateLimiter(), { perAddress: 100_000, perAccount: 100_000 }),
    limitChanges: testLimits(),
    devices: new KnownDevices(TEST_JWT_KEY),
    resetKeys: resetKeys({ JWT_KEY: TEST_JWT_KEY }),
    ...different,
  };
  return documented(buildApp(dependencies), usersApi(dependencies.policy));
}

/** A clock that stands still until it is put forward. */
export class TestClock {
  private time = Date.UTC(2030, 0, 1);

  readonly now = (): Date => new Date(this.time);

  forward(ms: number): void {
    this.time += ms;
  }
}

/** A stored account. */
export async function anAccount(
  { email = 'shopper@example.com', password = 'right one' } = {},
  hasher = cheapHasher(),
): Promise<{ id: string; email: string; password: string }> {
  const { id } = await User.create({ email, password: await hasher.hash(password) });
  return { id: String(id), email, password };
}

/** The session that an answer's cookie opens, as the Cookie header of the next request; null when it opens none. */
export function cookieOf(answer: { get(name: 'Set-Cookie'): string[] | undefined }): string | null {
  const [cookie] = answer.get('Set-Cookie') ?? [];
  const value = cookie?.split(';')[0];
  return value && value !== 'session=' ? value : null;
}
