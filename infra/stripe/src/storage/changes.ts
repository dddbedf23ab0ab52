import type Stripe from 'stripe';
import type { DeclineName } from '../cards/declines';

/** A token as it is kept: with what its card will do. */
export interface StoredToken {
  token: Stripe.Token & { card: Stripe.Card };
  decline?: DeclineName;
}

/** What was answered to the first request with an idempotency key. */
export interface StoredAnswer {
  key: string;
  path: string;
  /** Hash of the parameters, to distinguish a repetition from another request. */
  fingerprint: string;
  status: number;
  headers: Readonly<Record<string, string>>;
  body: unknown;
  requestId: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** One thing that became true. A charge, refund or token replaces what had its id. */
export type Change =
  | { type: 'charge'; charge: Stripe.Charge }
  | { type: 'refund'; refund: Stripe.Refund }
  | { type: 'token'; token: StoredToken }
  | { type: 'answer'; answer: StoredAnswer }
  | { type: 'reset' };
