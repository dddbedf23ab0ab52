import { BadRequestError, ServiceUnavailableError, withTimeout } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import type { StoredPayment } from '../models/payment';
import { startStopwatch } from '../services/stopwatch';
import { CardDeclinedError } from './card-declined-error';
import { changePayment } from './change-payment';
import { decideClaim, NOT_CHARGED, type Claim } from './charge-decisions';
import { tooManyDeclines } from './decline-limits';
import { findPayableOrder } from './find-order';
import type { PaymentDeps } from './payment-deps';
import { settleCharge } from './settle-charge';

export interface PayOrderInput {
  userId: string;
  orderId: string;
  /** Stripe's single-use token of a card. */
  token: string;
}

export interface PaidOrder {
  /** Succeeded, or open: then its outcome is found out without the caller. */
  payment: StoredPayment;
  /** Whether it was charged for this request, and not before. */
  isNew: boolean;
}

/**
 * Charges a card for an order: once, however often and however concurrently it is requested.
 * @throws CardDeclinedError when the card is declined; the order stays payable with a new token
 * @throws BadRequestError for a cancelled or expired order, a total out of bounds, or a token that Stripe does not
 *   accept
 * @throws TooManyRequestsError after too many declined cards of this order or this user within an hour
 * @throws ConflictError while another attempt is under way
 * @throws NotFoundError for an unknown order or another user's
 * @throws ServiceUnavailableError when nothing was charged and the fault is ours
 */
export async function payOrder(
  deps: PaymentDeps,
  { userId, orderId, token }: PayOrderInput,
): Promise<PaidOrder> {
  const order = await findPayableOrder(deps, userId, orderId);
  const input = { order, token, paymentId: new Types.ObjectId().toHexString() };
  const elapsedMs = startStopwatch();
  const claim = await changePayment(order.id, (current, now) => decideClaim(current, { ...input, now }));
  const payment = claim.call ? await waitForOutcome(deps, claim, elapsedMs) : claim.payment;
  refuse(payment);
  return { payment, isNew: claim.call !== undefined };
}

/**
 * Waits for the outcome up to the limit, and not at all once the service shuts down.
 * @returns the payment as claimed when its outcome takes longer; the call continues in the background
 */
function waitForOutcome(deps: PaymentDeps, claim: Claim, elapsedMs: () => number): Promise<StoredPayment> {
  const { answerWithinMs, background } = deps;
  const settling = settleCharge(deps, claim, elapsedMs);
  const continueInBackground = (): StoredPayment => {
    background.start({ orderId: claim.payment.orderId }, () => settling);
    return claim.payment;
  };
  return withTimeout(settling, answerWithinMs, continueInBackground, background.stopping);
}

/** @throws what a request gets whose payment is cancelled or declined */
function refuse({ status, cancelRequested, attempt, refusal }: StoredPayment): void {
  if (cancelRequested || status === 'refunding' || status === 'refunded')
    throw new BadRequestError('Order is cancelled', { code: 'order_cancelled' });
  if (status !== 'declined') return;
  const { reason, message, retryAfterSeconds } = refusal?.attempt === attempt ? refusal : {};
  switch (reason) {
    case 'invalid_token':
      throw new BadRequestError('Invalid card token', { field: 'token', code: 'invalid_card_token' });
    case 'too_many_declines':
      throw tooManyDeclines(retryAfterSeconds);
    case 'unavailable':
      throw new ServiceUnavailableError();
    case 'card_declined':
    case undefined:
      throw new CardDeclinedError(message ?? NOT_CHARGED);
  }
}
