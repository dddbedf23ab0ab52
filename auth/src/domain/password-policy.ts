import { textProblem } from '@datnxecommerce/common';
import { loadCommonPasswords } from '../services/common-passwords';

/** Which passwords a new account may have. */
export interface PasswordPolicy {
  /** Bounds of the length, in characters. */
  min: number;
  max: number;
  isCommon(password: string): boolean;
}

/** More is refused before it is hashed: hashing a megabyte would be an attack on us. */
export const MAX_PASSWORD_BYTES = 128;

/** What a password over the limit is answered with, at sign-up and at sign-in. */
export const TOO_MANY_BYTES = `Password must be at most ${MAX_PASSWORD_BYTES} bytes`;

/** The policy that the settings ask for; `asvs` follows OWASP ASVS 5.0, 6.2.1 and 6.2.4. */
export function passwordPolicy(settings: {
  PASSWORD_POLICY: 'default' | 'asvs';
  PASSWORD_MIN: number;
  PASSWORD_MAX: number;
}): PasswordPolicy {
  if (settings.PASSWORD_POLICY === 'default') {
    return { min: settings.PASSWORD_MIN, max: settings.PASSWORD_MAX, isCommon: () => false };
  }
  const common = loadCommonPasswords();
  return { min: 8, max: 128, isCommon: (password) => common.has(password.toLowerCase()) };
}

/** What is wrong with a new password, if anything. Every character counts, blanks included; nothing is cut off. */
export function passwordProblem(password: unknown, policy: PasswordPolicy): string | undefined {
  const length = typeof password === 'string' ? [...password].length : -1;
  if (typeof password !== 'string' || length < policy.min || length > policy.max) {
    return `Password must be between ${policy.min} and ${policy.max} characters`;
  }
  if (isTooLong(password)) return TOO_MANY_BYTES;
  const problem = textProblem(password);
  if (problem !== undefined) return `Password ${problem}`;
  return policy.isCommon(password) ? 'Password is one of the most common, choose another' : undefined;
}

/** Whether a password has more bytes than we hash. */
export const isTooLong = (password: string): boolean => Buffer.byteLength(password) > MAX_PASSWORD_BYTES;
