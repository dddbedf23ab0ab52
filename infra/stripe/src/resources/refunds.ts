import type Stripe from 'stripe';
import { invalidRequest, noSuch } from '../api-error';
import { newId } from '../ids';
import { metadataOf, onlyParams, optionalInteger, optionalText, type Params, refuseParams } from '../params';
import { dollars } from './amount';
import { listPage, type Page } from './list';
import type { Context, ChargeChange, Outcome } from './operation';

export const REFUNDS = '/v1/refunds';

const KNOWN = ['charge', 'amount', 'reason', 'metadata'];
const NOT_IMITATED = [
  ...['payment_intent', 'customer', 'currency', 'origin', 'instructions_email'],
  ...['refund_application_fee', 'reverse_transfer', 'expand'],
];
const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'];

/** POST /v1/refunds: gives back a charge or a part of it, never more than was charged. */
export function prepareRefund(params: Params, context: Context): (change: ChargeChange) => Outcome {
  refuseParams(params, NOT_IMITATED, 'a refund');
  onlyParams(params, KNOWN);
  const charge = refundableCharge(params, context);
  const left = charge.amount - charge.amount_refunded;
  const amount = optionalInteger(params, 'amount', { min: 1 }) ?? left;
  if (amount > left) {
    throw invalidRequest(
      `Refund amount (${dollars(amount)}) is greater than unrefunded amount on charge (${dollars(left)})`,
      { param: 'amount' },
    );
  }
  const refund = newRefund(charge, amount, params, context.now);

  return () => {
    const amountRefunded = charge.amount_refunded + amount;
    const refunded = amountRefunded === charge.amount;
    const updated = { ...charge, amount_refunded: amountRefunded, refunded };
    return {
      status: 200,
      body: refund,
      changes: [
        { type: 'charge', charge: updated },
        { type: 'refund', refund },
      ],
    };
  };
}

function refundableCharge(params: Params, { ledger }: Context): Stripe.Charge {
  const id = optionalText(params, 'charge');
  if (id === undefined) {
    throw invalidRequest(
      'One of the following params should be provided for this request: payment_intent or charge.',
      {
        code: 'parameter_missing',
      },
    );
  }
  const charge = ledger.charges.get(id);
  if (charge === undefined) throw noSuch('charge', id, 'charge', 404);
  if (charge.status !== 'succeeded') {
    throw invalidRequest(`Charge ${id} cannot be refunded because it did not succeed.`, { param: 'charge' });
  }
  if (charge.refunded) {
    throw invalidRequest(`Charge ${id} has already been refunded.`, { code: 'charge_already_refunded' });
  }
  return charge;
}

function newRefund(charge: Stripe.Charge, amount: number, params: Params, now: Date): Stripe.Refund {
  const reason = optionalText(params, 'reason') ?? null;
  if (reason !== null && !REASONS.includes(reason)) {
    throw invalidRequest(`Invalid reason: must be one of ${REASONS.join(', ')}`, { param: 'reason' });
  }
  return {
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: newId('txn'),
    charge: charge.id,
    created: Math.floor(now.getTime() / 1000),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    metadata: metadataOf(params),
    payment_intent: null,
    payment_method: charge.payment_method,
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

/** GET /v1/refunds: newest first, of one `charge` or of all. */
export function listRefunds(params: Params, { ledger }: Context): Page<Stripe.Refund> {
  const charge = optionalText(params, 'charge');
  if (charge !== undefined && ledger.charges.get(charge) === undefined)
    throw noSuch('charge', charge, 'charge', 404);
  const where = (refund: Stripe.Refund) => charge === undefined || refund.charge === charge;
  return listPage(ledger.refunds, params, { kind: 'refund', url: REFUNDS, filter: 'charge', where });
}
