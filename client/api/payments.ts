import { ApiError } from './api-error';
import type { ApiClient } from './build-client';
import type { BodyOf } from './contracts';
import type { PaymentOutcome } from './types';

/** Longer than the payment service itself waits for Stripe. */
const PAYMENT_TIMEOUT_MS = 90_000;

/**
 * Pays the order with a card's token. A decline and "not known yet" are outcomes, not errors.
 * An answer that never came counts as not known yet: the service settles it and never charges twice.
 */
export async function payOrder(client: ApiClient, orderId: string, token: string): Promise<PaymentOutcome> {
  try {
    const { status } = await client('payments', '', {
      method: 'POST',
      json: { token, orderId } satisfies BodyOf<'payOrder'>,
      timeoutMs: PAYMENT_TIMEOUT_MS,
    });
    return status === 202 ? { kind: 'processing', retryAfterSeconds: null } : { kind: 'paid' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 402) return { kind: 'declined', message: error.message };
    if (error.status === 409) return { kind: 'processing', retryAfterSeconds: error.retryAfterSeconds };
    if (error.isUnanswered) return { kind: 'processing', retryAfterSeconds: null };
    throw error;
  }
}
