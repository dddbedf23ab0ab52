import { change, ServiceUnavailableError, type Decision } from '@datnxecommerce/common';
import { Payment, type PaymentState, type StoredPayment } from '../models/payment';
import type { ChargeOutcome } from '../services/payment-gateway';
import {
  chargeRequestOf,
  limitCharge,
  recordCharge,
  renewLease,
  resumeCharge,
  withdrawCharge,
  type Claim,
} from './charge-decisions';
import { userRetryAfter } from './decline-limits';
import type { PaymentDeps } from './payment-deps';
import { canRepeatKey, LEASE_MS } from './payment-rules';
import { acquireRefund, cancelPayment, recordRefund } from './refund-decisions';
import { isCancelled } from './replicate-order';

const RENEWALS = 30;

/**
 * Makes the call to Stripe that a claim allows, and records its outcome.
 *
 * Why a cancellation cannot slip past: order:cancelled first marks the order's replica, then its payment; here
 * the payment is claimed first, then the replica is read. If the mark was set before this read, we see it and
 * charge nothing. If it was set after, the claim was stored before the other side looks for a payment, so that
 * side finds it and leaves cancelRequested there, which turns a charge that succeeds into a refund.
 * @returns the payment as it stands afterwards
 */
export async function settleCharge(deps: PaymentDeps, claim: Claim): Promise<StoredPayment> {
  const { orderId } = claim.payment;
  const settled = (await refuseCall(deps, claim)) ?? (await callStripe(deps, claim));
  if (!settled) throw new ServiceUnavailableError(); // somebody has deleted the payment
  if (settled.status === 'refunding') refundInBackground(deps, orderId);
  return settled;
}

/** Finds out about a charge with an unknown outcome that no other caller holds. */
export async function resumePayment(deps: PaymentDeps, orderId: string): Promise<void> {
  const now = deps.now();
  const claim = await changePayment(orderId, (current) => resumeCharge(current, now));
  if (claim) await settleCharge(deps, claim);
}

/** Refunds the charge of a cancelled order, if that is due and no other caller holds it. */
export async function refundPayment(deps: PaymentDeps, orderId: string): Promise<void> {
  const begin = deps.now();
  const call = await changePayment(orderId, (current) => acquireRefund(current, begin));
  if (!call) return;
  const outcome = await withLease(deps, call, () => deps.gateway.refund(call));
  const now = deps.now();
  await changePayment(orderId, (current) => recordRefund(current, { key: call.key, outcome, now }));
  const facts = { orderId, key: call.key };
  if (outcome.kind === 'refunded') deps.logger.info(facts, 'charge refunded');
  else deps.logger.warn({ ...facts, reason: outcome.reason }, 'refund outcome unknown, will be retried');
}

/** Refunds without making the caller wait; what fails is left to the reconciler. */
export function refundInBackground(deps: PaymentDeps, orderId: string): void {
  deps.background.start({ orderId }, () => refundPayment(deps, orderId));
}

const changePayment = <Result>(
  orderId: string,
  decide: (current: StoredPayment | null) => Decision<PaymentState, Result>,
): Promise<Result> => change<PaymentState, Result>(Payment, { orderId }, decide);

/** @returns the payment after a first call that must not be made; undefined when the call may be made */
async function refuseCall(deps: PaymentDeps, { payment }: Claim): Promise<StoredPayment | null | undefined> {
  const { orderId, key, tries } = payment;
  const isFirst = tries === 1;
  if (await isCancelled(orderId)) {
    const now = deps.now();
    if (isFirst) return changePayment(orderId, (current) => withdrawCharge(current, key, now));
    // An earlier call may have charged: only the same call again can tell.
    await changePayment(orderId, (current) => cancelPayment(current, now));
  }
  if (!isFirst) return undefined;
  const retryAfterSeconds = await userRetryAfter(payment);
  if (retryAfterSeconds === 0) return undefined;
  const now = deps.now();
  return changePayment(orderId, (current) => limitCharge(current, { key, retryAfterSeconds, now }));
}

async function callStripe(deps: PaymentDeps, claim: Claim): Promise<StoredPayment | null> {
  const { orderId, key } = claim.payment;
  const outcome = await outcomeOf(deps, claim);
  const now = deps.now();
  const settled = await changePayment(orderId, (current) => recordCharge(current, { key, outcome, now }));
  logOutcome(deps, claim.payment, outcome, settled);
  return settled;
}

async function outcomeOf(deps: PaymentDeps, { payment, call }: Claim): Promise<ChargeOutcome> {
  // Stopped for a day since the claim: Stripe has forgotten the key, and this call might be a second charge.
  if (call === 'charge' && !canRepeatKey(payment, deps.now()))
    return { kind: 'unknown', reason: 'the key expired before the call', keySpent: false };
  const request = chargeRequestOf(payment);
  return withLease(deps, payment, () =>
    call === 'charge' ? deps.gateway.charge(request) : deps.gateway.findCharge(request),
  );
}

/**
 * Renews the lease on a payment while a call to Stripe is under way. A process that dies stops renewing, so others
 * take over after LEASE_MS; one whose call takes more than a minute loses its lease, too.
 */
async function withLease<T>(
  deps: PaymentDeps,
  { orderId, key }: { orderId: string; key: string },
  call: () => Promise<T>,
): Promise<T> {
  let left = RENEWALS;
  const timer = setInterval(() => {
    if ((left -= 1) < 0) return;
    const now = deps.now();
    changePayment(orderId, (current) => renewLease(current, key, now)).catch((error: unknown) =>
      deps.logger.warn({ err: error, orderId }, 'lease not renewed'),
    );
  }, LEASE_MS / 3);
  try {
    return await call();
  } finally {
    clearInterval(timer);
  }
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
      'ALERT: answer of Stripe contradicts the payment, parked',
    );
  else if (outcome.kind === 'refused')
    logger.error({ ...facts, reason: outcome.reason }, 'ALERT: Stripe does not accept our key or request');
  else if (outcome.kind === 'unknown')
    logger.warn({ ...facts, reason: outcome.reason }, 'charge outcome unknown, will be retried');
  else if (outcome.kind === 'succeeded' && settled?.stripeId !== outcome.stripeId)
    logger.error({ ...facts, stripeId: outcome.stripeId }, 'ALERT: a charge that belongs to no payment');
  else logger.info(facts, 'charge settled');
}
