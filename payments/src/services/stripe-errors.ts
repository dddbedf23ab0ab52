import type { ChargeOutcome } from './payment-gateway';

/** What we read of stripe-node's errors. Their messages may hold card tokens and parts of keys: never log them. */
interface StripeError extends Error {
  type: string;
  code?: string;
  param?: string;
  statusCode?: number;
  requestId?: string;
  headers?: Record<string, string>;
  /** Of a StripeConnectionError; `unrepeated` has put the error of the network below. */
  detail?: { cause?: { code?: string } };
}

const GENERIC_DECLINE = 'Your card was declined.';
const KEY_IN_USE = 'idempotency_key_in_use';
const TOKEN_CODES = new Set(['token_already_used', 'token_in_use', 'missing', 'invalid_source']);

/** Whether a failed call has charged. Unknown, unless Stripe says definitely that it has not. */
export function chargeOutcomeOf(error: unknown): ChargeOutcome {
  const reason = reasonOf(error);
  if (!isStripeError(error)) return { kind: 'unknown', reason, keySpent: false };
  switch (error.type) {
    case 'StripeCardError':
      return { kind: 'declined', message: error.message || GENERIC_DECLINE };
    case 'StripeAuthenticationError':
      return { kind: 'refused', reason: `${reason}: STRIPE_SECRET_KEY is wrong` };
    case 'StripePermissionError':
      return { kind: 'refused', reason };
    case 'StripeInvalidRequestError':
      if (isAboutToken(error)) return { kind: 'invalid-token' };
      // Another call under the key may be charging; Stripe refuses every other bad request before it charges.
      if (error.code === KEY_IN_USE) return { kind: 'unknown', reason, keySpent: false };
      return { kind: 'refused', reason };
    default:
      return { kind: 'unknown', reason, keySpent: isStoredFailure(error) };
  }
}

/** Whether Stripe has stored a failure of its own as the answer to this key, and will repeat it. */
export const isStoredFailure = (error: unknown): boolean =>
  isStripeError(error) && (error.statusCode ?? 0) >= 500 && error.headers?.['idempotent-replayed'] === 'true';

/** Whether Stripe knows the key from a request with other parameters. */
export const isKeyOfAnotherRequest = (error: unknown): boolean =>
  isStripeError(error) && error.type === 'StripeIdempotencyError';

export const isAlreadyRefunded = (error: unknown): boolean =>
  isStripeError(error) && error.code === 'charge_already_refunded';

/** An error in words that are safe to log. */
export function reasonOf(error: unknown): string {
  if (!isStripeError(error)) return error instanceof Error ? error.name : 'unknown error';
  const { type, code, statusCode, requestId, detail } = error;
  return [type, code ?? detail?.cause?.code, statusCode, requestId]
    .filter((part) => part !== undefined)
    .join(' ');
}

const isStripeError = (error: unknown): error is StripeError =>
  error instanceof Error && typeof (error as Partial<StripeError>).type === 'string';

const isAboutToken = ({ code = '', param = '' }: StripeError): boolean =>
  TOKEN_CODES.has(code) || /^(source|card)\b/.test(param);
