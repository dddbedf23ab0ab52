import { setTimeout as sleep } from 'node:timers/promises';
import {
  BadRequestError,
  change,
  ConflictError,
  ServiceUnavailableError,
  TooManyRequestsError,
} from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { CardDeclinedError } from '../errors/card-declined-error';
import { Payment, type PaymentState } from '../models/payment';
import { findPayableOrder } from './find-payable-order';
import { claimPayment, type Claim, type PaidPayment, type Settlement } from './payment-decisions';
import type { PaymentDesk } from './payment-desk';
import { settleCharge } from './settle-charge';

const TOO_MANY_DECLINES = 'Too many declined cards. Please try again later.';

export interface PayOrderInput {
  userId: string;
  orderId: string;
  /** Stripe's single-use token of a card. */
  token: string;
}

/** created: charged now; existing: was charged before; processing: it will turn out by itself. */
export type PayOrderAnswer =
  { kind: 'created' | 'existing'; payment: PaidPayment } | { kind: 'processing'; orderId: string };

/**
 * Charges a card for an order: once, however often and however at once it is asked for.
 * @throws CardDeclinedError when the card is refused; the order stays payable with a new token
 * @throws BadRequestError for a cancelled order, a total out of bounds, or a token that Stripe does not take
 * @throws TooManyRequestsError after too many declined cards of this order or this user within an hour
 * @throws ConflictError while another attempt is under way
 * @throws NotFoundError for an unknown order or another shopper's
 * @throws ServiceUnavailableError when nothing was charged and the fault is ours
 */
export async function payOrder(
  desk: PaymentDesk,
  { userId, orderId, token }: PayOrderInput,
): Promise<PayOrderAnswer> {
  const order = await findPayableOrder(desk, userId, orderId);
  const input = { order, token, paymentId: new Types.ObjectId().toHexString(), now: desk.now() };
  const claim = await change<PaymentState, Claim>(Payment, { orderId: order.id }, (current) =>
    claimPayment(current, input),
  );
  switch (claim.kind) {
    case 'paid':
      return { kind: 'existing', payment: claim.payment };
    case 'busy':
      throw new ConflictError('Another payment of this order is under way', 1, 'payment_in_progress');
    case 'limited':
      throw new TooManyRequestsError(TOO_MANY_DECLINES, claim.retryAfterSeconds, 'too_many_declined_cards');
    case 'cancelled':
      throw new BadRequestError('Order is cancelled', { code: 'order_cancelled' });
    case 'mine':
      return answer(order.id, await withinPatience(desk, order.id, settleCharge(desk, claim.call)));
  }
}

/**
 * Waits for the settlement up to the limit, and not at all once the service shuts down. After that the answer is
 * "processing", and the call goes on in the background.
 */
async function withinPatience(
  desk: PaymentDesk,
  orderId: string,
  work: Promise<Settlement>,
): Promise<Settlement> {
  const timer = new AbortController();
  const signal = AbortSignal.any([timer.signal, desk.background.stopped]);
  const tooLong = sleep(desk.answerWithinMs, null, { signal }).catch(() => null);
  const settlement = await Promise.race([work, tooLong]).finally(() => timer.abort());
  if (settlement) return settlement;
  desk.background.start({ orderId }, () => work);
  return { kind: 'processing' };
}

function answer(orderId: string, settlement: Settlement): PayOrderAnswer {
  switch (settlement.kind) {
    case 'paid':
      return { kind: 'created', payment: settlement.payment };
    case 'processing':
      return { kind: 'processing', orderId };
    case 'declined':
      throw new CardDeclinedError(settlement.message);
    case 'invalid-token':
      throw new BadRequestError('Invalid card token', { field: 'token', code: 'invalid_card_token' });
    case 'limited':
      throw new TooManyRequestsError(
        TOO_MANY_DECLINES,
        settlement.retryAfterSeconds,
        'too_many_declined_cards',
      );
    case 'cancelled':
      throw new BadRequestError('Order is cancelled', { code: 'order_cancelled' });
    case 'unavailable':
      throw new ServiceUnavailableError();
  }
}
