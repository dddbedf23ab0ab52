import { readMany, TooManyRequestsError, waitFor } from '@datnxecommerce/common';
import { isOpen, Payment, type StoredPayment } from '../models/payment';

/**
 * How many declines within an hour stop further attempts: thieves try stolen cards at shops, and Stripe closes shops
 * that let them. An open attempt of a user counts as a decline, for later attempts, until its outcome is known.
 */
export const MAX_DECLINES_PER_ORDER = 10;
export const MAX_DECLINES_PER_USER = 20;
const WINDOW_MS = 60 * 60_000;
/** How long an attempt waits for the outcomes of earlier ones; its lease lasts longer. */
const TURN_WAIT_MS = 3000;
/** After this time every earlier attempt is stored as well: a write may wait 1 s for the batch before it. */
const CLAIM_VISIBLE_MS = 2000;

/** The declines that still count. */
export const recentDeclines = (declines: readonly Date[] | undefined, now: Date): Date[] =>
  (declines ?? []).filter((at) => now.getTime() - at.getTime() < WINDOW_MS);

/** The answer to an attempt over a limit. */
export const tooManyDeclines = (retryAfterSeconds?: number): TooManyRequestsError =>
  new TooManyRequestsError(
    'Too many declined cards. Please try again later.',
    retryAfterSeconds,
    'too_many_declined_cards',
  );

/** Seconds until the order may be tried again; 0 when it may be now. */
export function orderRetryAfter({ declines }: Pick<StoredPayment, 'declines'>, now: Date): number {
  return retryAfter(recentDeclines(declines, now), MAX_DECLINES_PER_ORDER, now);
}

/**
 * Waits until the limit cannot be exceeded whatever becomes of the user's earlier open attempts, at most 3 s.
 * To be called after the claim is stored: of concurrent attempts, each then counts those that began before it, in
 * whatever replica. Attempts begin in the order of `keySince`.
 * @returns seconds until the user may try again; 0 when the attempt may go on
 */
export async function userRetryAfter(attempt: StoredPayment): Promise<number> {
  const begin = performance.now();
  const read = (): Promise<number | null> =>
    userRetryAfterNow(attempt, performance.now() - begin >= CLAIM_VISIBLE_MS);
  return (await waitFor(read, TURN_WAIT_MS)) ?? 1;
}

/** @returns null while it depends on the outcomes of earlier attempts */
async function userRetryAfterNow(attempt: StoredPayment, seesAllEarlier: boolean): Promise<number | null> {
  const { userId, keySince: now } = attempt;
  const payments = await readMany<Pick<StoredPayment, '_id' | 'declines' | 'status' | 'keySince'>>(
    Payment,
    { userId, declines: { $exists: true } },
    { projection: { declines: 1, status: 1, keySince: 1 } },
  );
  const declines = payments.flatMap(({ declines: of }) => recentDeclines(of, now));
  const wait = retryAfter(declines, MAX_DECLINES_PER_USER, now);
  if (wait > 0) return wait;
  const others = payments.filter((each) => isOpen(each) && String(each._id) !== String(attempt._id));
  if (declines.length + others.length < MAX_DECLINES_PER_USER) return 0;
  if (!seesAllEarlier) return null;
  const earlier = others.filter((each) => isEarlier(each, attempt));
  return declines.length + earlier.length < MAX_DECLINES_PER_USER ? 0 : null;
}

type Begun = Pick<StoredPayment, '_id' | 'keySince'>;

/** Attempts that began in the same millisecond are ordered by id. */
function isEarlier(one: Begun, other: Begun): boolean {
  const difference = one.keySince.getTime() - other.keySince.getTime();
  return difference < 0 || (difference === 0 && String(one._id) < String(other._id));
}

/** Seconds until fewer than `max` of these declines count. */
function retryAfter(declines: Date[], max: number, now: Date): number {
  const decisive = declines.sort((a, b) => a.getTime() - b.getTime()).at(-max);
  if (declines.length < max || !decisive) return 0;
  return Math.max(1, Math.ceil((decisive.getTime() + WINDOW_MS - now.getTime()) / 1000));
}
