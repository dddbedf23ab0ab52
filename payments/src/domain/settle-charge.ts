import { change } from '@datnxecommerce/common';
import { Payment, type PaymentState } from '../models/payment';
import { userRetryAfter } from './decline-limits';
import { holdPayment } from './hold-payment';
import {
  cancelPayment,
  recordCharge,
  resumeCharge,
  type CallOutcome,
  type ChargeCall,
  type Settlement,
} from './payment-decisions';
import type { PaymentDesk } from './payment-desk';
import { canRepeatKey } from './payment-timing';
import { refundSoon } from './refund-payment';
import { isCancelled } from './replicate-order';

/**
 * Makes the call to Stripe that a claim or takeover allows, and writes down what it brought.
 *
 * Why a cancellation can't slip past: order:cancelled first marks the order's replica, then its payment; here
 * the payment is claimed first, then the replica is read. If the mark was set before this read, we see it and
 * charge nothing. If it was set after, the claim was stored before the other side looks for a payment, so that
 * side finds it and leaves cancelRequested there, which turns a charge that succeeds into a refund.
 */
export async function settleCharge(desk: PaymentDesk, call: ChargeCall): Promise<Settlement> {
  const { orderId, key } = call.request;
  const outcome = await makeCall(desk, call);
  const now = desk.now();
  const settlement = await change<PaymentState, Settlement>(Payment, { orderId }, (current) =>
    recordCharge(current, { key, outcome, now }),
  );
  report(desk, call, outcome, settlement);
  if (settlement.kind === 'cancelled') refundSoon(desk, orderId);
  return settlement;
}

/** Finds out about a charge whose outcome is open and that nobody is at work on. */
export async function resumePayment(desk: PaymentDesk, orderId: string): Promise<void> {
  const now = desk.now();
  const call = await change<PaymentState, ChargeCall | null>(Payment, { orderId }, (current) =>
    resumeCharge(current, now),
  );
  if (call) await settleCharge(desk, call);
}

async function makeCall(
  desk: PaymentDesk,
  { request, userId, how, isFirst }: ChargeCall,
): Promise<CallOutcome> {
  const { orderId } = request;
  if (await isCancelled(orderId)) {
    if (isFirst) return { kind: 'withdrawn' };
    // An earlier call may have charged: only the same call again can tell.
    const now = desk.now();
    await change<PaymentState, boolean>(Payment, { orderId }, (current) => cancelPayment(current, now));
  }
  if (isFirst) {
    const { paymentId, since } = request;
    const retryAfterSeconds = await userRetryAfter({ userId, paymentId, since }, () => desk.now());
    if (retryAfterSeconds > 0) return { kind: 'limited', retryAfterSeconds };
  }
  // Stopped for a day since the claim: Stripe has forgotten the key, and this call might be a second charge.
  if (how === 'repeat' && !canRepeatKey({ keySince: request.since, keySpent: false }, desk.now()))
    return { kind: 'unknown', reason: 'the key has grown too old before the call', keySpent: false };
  return holdPayment(desk, request, () =>
    how === 'repeat' ? desk.gateway.charge(request) : desk.gateway.findCharge(request),
  );
}

function report(desk: PaymentDesk, { request }: ChargeCall, outcome: CallOutcome, result: Settlement): void {
  const { orderId, key } = request;
  const facts = { orderId, key, outcome: outcome.kind, result: result.kind };
  if (outcome.kind === 'mismatch')
    desk.logger.error(
      { ...facts, reason: outcome.reason },
      'ALERT: answer of Stripe contradicts the payment, parked',
    );
  else if (outcome.kind === 'refused')
    desk.logger.error(
      { ...facts, reason: outcome.reason },
      'ALERT: Stripe does not accept our key or request',
    );
  else if (outcome.kind === 'unknown')
    desk.logger.warn({ ...facts, reason: outcome.reason }, 'charge unknown, will be asked for again');
  else if (outcome.kind === 'succeeded' && result.kind !== 'cancelled' && !isOf(outcome.stripeId, result))
    desk.logger.error({ ...facts, stripeId: outcome.stripeId }, 'ALERT: a charge that belongs to no payment');
  else desk.logger.info(facts, 'charge settled');
}

const isOf = (stripeId: string, result: Settlement): boolean =>
  result.kind === 'paid' && result.payment.stripeId === stripeId;
