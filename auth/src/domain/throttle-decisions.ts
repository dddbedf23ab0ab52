import { isLeased, type Decision, type Stored } from '@datnxecommerce/common';
import type { SignInFailures } from '../models/sign-in-failures';

/** When an account has to wait. */
export interface ThrottleLimits {
  /** The wait begins with this failure in a row. */
  freeFailures: number;
  longestDelayMs: number;
}

const FIRST_DELAY_MS = 1000;
const FORGOTTEN_AFTER_MS = 24 * 60 * 60_000;

type State = Stored<SignInFailures> | null;

/** The wait after the n-th wrong password in a row, in milliseconds: 0, then 1 s, 2 s, 4 s … up to the longest. */
export function delayAfter(failures: number, { freeFailures, longestDelayMs }: ThrottleLimits): number {
  if (failures < freeFailures) return 0;
  return Math.min(FIRST_DELAY_MS * 2 ** (failures - freeFailures), longestDelayMs);
}

/**
 * How long this account still has to wait, in milliseconds; 0 when it may try. A wait beyond the longest one was stored
 * by a process whose clock was ahead, and does not count.
 */
export function waitLeft(current: State, now: Date, { longestDelayMs }: ThrottleLimits): number {
  const until = current?.blockedUntil;
  return until && isLeased(until, now, longestDelayMs) ? until.getTime() - now.getTime() : 0;
}

/**
 * Counts a wrong password.
 * @returns the wait that concurrent failures have caused meanwhile (this one is then refused and not counted), else 0
 */
export function decideFailure(
  current: State,
  now: Date,
  limits: ThrottleLimits,
): Decision<SignInFailures, number> {
  const left = waitLeft(current, now, limits);
  if (left > 0) return { result: left };
  const remembered = current && current.expiresAt > now ? current.failures : 0;
  const failures = remembered + 1;
  const delayMs = delayAfter(failures, limits);
  return {
    next: {
      failures,
      blockedUntil: delayMs > 0 ? new Date(now.getTime() + delayMs) : undefined,
      expiresAt: new Date(now.getTime() + FORGOTTEN_AFTER_MS),
    },
    result: 0,
  };
}

/** Forgets the failures after the right password, unless the account has to wait by now: the result is that wait. */
export function decideSuccess(
  current: State,
  now: Date,
  limits: ThrottleLimits,
): Decision<SignInFailures, number> {
  const left = waitLeft(current, now, limits);
  if (left > 0 || !current || current.failures === 0) return { result: left };
  return { next: { failures: 0, blockedUntil: undefined, expiresAt: now }, result: 0 };
}
