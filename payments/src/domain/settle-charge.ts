import { ServiceUnavailableError } from '@datnxecommerce/common';
import type { StoredPayment } from '../models/payment';
import type { ChargeOutcome } from '../services/payment-gateway';
import { startStopwatch } from '../services/stopwatch';
import { changePayment } from './change-payment';
import {
  chargeRequestOf,
  decideChargeOutcome,
  decideLimit,
  decideResumption,
  decideWithdrawal,
  type Claim,
} from './charge-decisions';
import { userRetryAfter } from './decline-limits';
import type { PaymentDeps } from './payment-deps';
import { decideCancellation } from './refund-decisions';
import { refundInBackground } from './refund-payment';
import { isCancelled } from './replicate-order';
import { withLease } from './with-lease';

/**
 * Makes the call to Stripe that a claim allows, and records its outcome.
 *
 * Why a cancellation cannot slip past: order:cancelled first marks the order's replica, then its payment; here
 * the payment is claimed first, then the replica is read. If the mark was set before this read, we see it and
 * charge nothing. If it was set after, the claim was stored before the other side looks for a payment, so that
 * side finds it and leaves cancelRequested there, which turns a charge that succeeds into a refund.
 * @param elapsedMs gives the time since before the claim
 * @returns the payment as it stands afterwards
 */
export async function settleCharge(
  deps: PaymentDeps,
  claim: Claim,
  elapsedMs: () => number,
): Promise<StoredPayment> {
  const { orderId } = claim.payment;
  const settled = (await refuseCall(claim)) ?? (await callStripe(deps, claim, elapsedMs));
  if (!settled) throw new ServiceUnavailableError(); // somebody has deleted the payment
  if (settled.status === 'refunding') refundInBackground(deps, orderId);
  return settled;
}

/** Finds out about a charge with an unknown outcome that no other caller holds. */
export async function resumePayment(deps: PaymentDeps, orderId: string): Promise<void> {
  const elapsedMs = startStopwatch();
  const claim = await changePayment(orderId, decideResumption);
  if (claim) await settleCharge(deps, claim, elapsedMs);
}

/** @returns the payment after a first call that must not be made; undefined when the call may be made */
async function refuseCall({ payment }: Claim): Promise<StoredPayment | null | undefined> {
  const { orderId, key, tries } = payment;
  const isFirst = tries === 1;
  if (await isCancelled(orderId)) {
    if (isFirst) return changePayment(orderId, (current, now) => decideWithdrawal(current, key, now));
    // An earlier call may have charged: only repeating it shows that.
    await changePayment(orderId, decideCancellation);
  }
  if (!isFirst) return undefined;
  const retryAfterSeconds = await userRetryAfter(payment);
  if (retryAfterSeconds === 0) return undefined;
  return changePayment(orderId, (current, now) => decideLimit(current, { key, retryAfterSeconds, now }));
}

const KEY_EXPIRED: ChargeOutcome = { kind: 'unknown', reason: 'the key expired', keySpent: false };

async function callStripe(
  deps: PaymentDeps,
  { payment, call = 'findCharge', keyMsLeft = 0 }: Claim,
  elapsedMs: () => number,
): Promise<StoredPayment | null> {
  const { orderId, key } = payment;
  // A process that was stopped for a day must not charge: Stripe has forgotten the key.
  const isTooLate = call === 'charge' && elapsedMs() >= keyMsLeft;
  const outcome = isTooLate
    ? KEY_EXPIRED
    : await withLease(deps, payment, () => deps.gateway[call](chargeRequestOf(payment)));
  const settled = await changePayment(orderId, (current, now) =>
    decideChargeOutcome(current, { key, outcome, now }),
  );
  logOutcome(deps, payment, outcome, settled);
  return settled;
}

function logOutcome(
  { logger }: PaymentDeps,
  { orderId, key }: StoredPayment,
  outcome: ChargeOutcome,
  settled: StoredPayment | null,
): void {
  const facts = { orderId, key, outcome: outcome.kind, status: settled?.status };
  if (outcome.kind === 'mismatch')
    logger.error(
      { ...facts, reason: outcome.reason },
      'ALERT: answer of Stripe contradicts the payment, waits for an operator',
    );
  else if (outcome.kind === 'refused')
    logger.error({ ...facts, reason: outcome.reason }, 'ALERT: Stripe does not accept our key or request');
  else if (outcome.kind === 'unknown')
    logger.warn({ ...facts, reason: outcome.reason }, 'charge outcome unknown, will be retried');
  else if (outcome.kind === 'succeeded' && settled?.stripeId !== outcome.stripeId)
    logger.error({ ...facts, stripeId: outcome.stripeId }, 'ALERT: a charge that belongs to no payment');
  else logger.info(facts, 'charge settled');
}
