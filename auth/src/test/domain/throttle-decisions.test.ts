import { decideSuccess, decideFailure, delayAfter, waitLeft } from '../../domain/throttle-decisions';
import type { SignInFailures } from '../../models/sign-in-failures';

const limits = { freeFailures: 5, longestDelayMs: 300_000 };
const now = new Date('2030-01-01T00:00:00Z');
const after = (ms: number): Date => new Date(now.getTime() + ms);
const DAY = 24 * 60 * 60_000;

const state = (fields: Partial<SignInFailures> = {}) => ({
  _id: 'somebody',
  failures: 4,
  expiresAt: after(DAY),
  ...fields,
});

describe('throttle', () => {
  it.each([
    [1, 0],
    [4, 0],
    [5, 1000],
    [6, 2000],
    [7, 4000],
    [13, 256_000],
    [14, 300_000],
    [15, 300_000],
    [100_000, 300_000],
  ])('after failure %i in a row asks for %i ms', (failures, delay) => {
    expect(delayAfter(failures, limits)).toBe(delay);
  });

  it('asks for no wait at all when the longest wait is 0', () => {
    expect(delayAfter(1000, { freeFailures: 1, longestDelayMs: 0 })).toBe(0);
  });

  it.each([
    [null, 0],
    [state(), 0],
    [state({ blockedUntil: after(1500) }), 1500],
    [state({ blockedUntil: now }), 0],
    [state({ blockedUntil: after(-1) }), 0],
    [state({ blockedUntil: after(300_000) }), 300_000],
    [state({ blockedUntil: after(3_600_000) }), 0],
  ])('for %j has %i ms left to wait', (current, left) => {
    expect(waitLeft(current, now, limits)).toBe(left);
  });

  it('counts the first failure and remembers it for a day', () => {
    expect(decideFailure(null, now, limits)).toEqual({
      next: { failures: 1, blockedUntil: undefined, expiresAt: after(DAY) },
      result: 0,
    });
  });

  it('begins to wait with the fifth failure in a row', () => {
    expect(decideFailure(state(), now, limits).next).toMatchObject({
      failures: 5,
      blockedUntil: after(1000),
    });
  });

  it('neither counts nor answers a failure that ends while the account has to wait', () => {
    const waiting = state({ failures: 5, blockedUntil: after(700) });
    expect(decideFailure(waiting, now, limits)).toEqual({ result: 700 });
  });

  it('starts again from one when the failures before are a day old', () => {
    const old = state({ failures: 12, blockedUntil: after(-DAY), expiresAt: now });
    expect(decideFailure(old, now, limits).next).toMatchObject({ failures: 1, blockedUntil: undefined });
  });

  it('forgets everything at a success', () => {
    expect(decideSuccess(state(), now, limits)).toEqual({
      next: { failures: 0, blockedUntil: undefined, expiresAt: now },
      result: 0,
    });
  });

  it('writes nothing at the success of an account without failures', () => {
    expect(decideSuccess(null, now, limits)).toEqual({ result: 0 });
    expect(decideSuccess(state({ failures: 0 }), now, limits)).toEqual({ result: 0 });
  });

  it('lets no success through while the account has to wait', () => {
    expect(decideSuccess(state({ blockedUntil: after(1) }), now, limits)).toEqual({ result: 1 });
  });
});
