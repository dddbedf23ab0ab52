import { Payment, type PaymentState } from '../models/payment';

/**
 * How many declines within an hour stop further attempts: thieves try stolen cards at shops, and Stripe closes shops
 * that let them. Open attempts of a user count as declines until their outcome is known.
 */
export const MAX_DECLINES_PER_ORDER = 10;
export const MAX_DECLINES_PER_USER = 20;
const WINDOW_MS = 60 * 60_000;

/** The declines that still count. */
export const recentDeclines = (declines: readonly Date[] | undefined, now: Date): Date[] =>
  (declines ?? []).filter((at) => now.getTime() - at.getTime() < WINDOW_MS);

/** Seconds until the order may be tried again; 0 when it may be now. */
export function orderRetryAfter({ declines }: Pick<PaymentState, 'declines'>, now: Date): number {
  return retryAfter(recentDeclines(declines, now), MAX_DECLINES_PER_ORDER, now);
}

/**
 * Seconds until the user may try again; 0 when the attempt just claimed may go on. To be asked after the claim is
 * stored: of attempts that come at once, each then counts those claimed before it, in whatever replica.
 */
export async function userRetryAfter(userId: string, now: Date): Promise<number> {
  const payments = await Payment.find(
    { userId, declines: { $exists: true } },
    { declines: 1, status: 1 },
  ).lean();
  const open = payments.filter(({ status }) => status === 'charging' || status === 'unknown').length;
  const declines = payments.flatMap(({ declines: of }) => recentDeclines(of, now));
  const wait = retryAfter(declines, MAX_DECLINES_PER_USER, now);
  return wait === 0 && declines.length + open > MAX_DECLINES_PER_USER ? 1 : wait;
}

/** Seconds until fewer than `max` of these declines count. */
function retryAfter(declines: Date[], max: number, now: Date): number {
  const decisive = declines.sort((a, b) => a.getTime() - b.getTime()).at(-max);
  if (declines.length < max || !decisive) return 0;
  return Math.max(1, Math.ceil((decisive.getTime() + WINDOW_MS - now.getTime()) / 1000));
}
