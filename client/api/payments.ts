import { ApiError } from './api-error';
import type { ApiClient } from './build-client';
import type { BodyOf, WirePaymentStatus } from './contracts';
import type { PaymentOutcome, PaymentStatus } from './types';

/** Longer than the payment service itself waits for Stripe. */
const PAYMENT_TIMEOUT_MS = 90_000;
/** Longer than the payment service waits for an order placed a moment ago. */
const STATUS_TIMEOUT_MS = 5_000;

/**
 * Pays the order with a card's token. A decline and "not known yet" are outcomes, not errors.
 * However often it is sent, the service charges an order once.
 */
export async function payOrder(client: ApiClient, orderId: string, token: string): Promise<PaymentOutcome> {
  try {
    const { status } = await client('payments', '', {
      method: 'POST',
      json: { token, orderId } satisfies BodyOf<'payOrder'>,
      timeoutMs: PAYMENT_TIMEOUT_MS,
    });
    return { kind: status === 202 ? 'processing' : 'paid' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 402) return { kind: 'declined', message: error.message };
    if (error.status === 409) return { kind: 'busy', retryAfterSeconds: error.retryAfterSeconds ?? 1 };
    if (error.isUnanswered) return { kind: 'unanswered' };
    const code = error.errors[0]?.code;
    if (code === 'order_expired') return { kind: 'expired' };
    if (code === 'order_cancelled') return { kind: 'cancelled' };
    throw error;
  }
}

/** Whether nothing was charged for this order and nothing is under way; false when the service does not say so. */
export async function hasNoCharge(client: ApiClient, orderId: string): Promise<boolean> {
  const payment = await showPaymentStatus(client, orderId).catch(() => null);
  return payment !== null && isWithoutCharge(payment);
}

export const isWithoutCharge = ({ status }: PaymentStatus): boolean =>
  status === 'none' || status === 'declined';

/** How the payment of this order stands now. 404 for another shopper's order. */
export async function showPaymentStatus(
  client: ApiClient,
  orderId: string,
  timeoutMs = STATUS_TIMEOUT_MS,
): Promise<PaymentStatus> {
  const path = `/orders/${encodeURIComponent(orderId)}`;
  const { body } = await client('payments', path, { timeoutMs });
  const { status, message } = body as WirePaymentStatus;
  return { status, message: message ?? null };
}
