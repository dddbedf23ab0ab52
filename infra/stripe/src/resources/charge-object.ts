import type Stripe from 'stripe';
import { slugOf } from '../cards/card-number';
import { DECLINES, type DeclineName } from '../cards/declines';
import { newId, newRiskScore } from '../ids';

/** What distinguishes one charge from another. */
export interface ChargeInput {
  /** In cents. */
  amount: number;
  currency: string;
  metadata: Record<string, string>;
  card: Stripe.Card;
  decline?: DeclineName;
  now: Date;
  texts: Pick<
    Stripe.Charge,
    | 'description'
    | 'receipt_email'
    | 'statement_descriptor'
    | 'statement_descriptor_suffix'
    | 'transfer_group'
  >;
}

/** A charge as Stripe shows it; its type is Stripe's own, so a field that Stripe requires cannot be missing. */
export function newCharge({
  amount,
  currency,
  metadata,
  card,
  decline,
  now,
  texts,
}: ChargeInput): Stripe.Charge {
  const paid = decline === undefined;
  return {
    id: newId('ch'),
    object: 'charge',
    amount,
    amount_captured: paid ? amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: paid ? newId('txn') : null,
    billing_details: {
      address: {
        city: null,
        country: null,
        line1: null,
        line2: null,
        postal_code: card.address_zip,
        state: null,
      },
      email: null,
      name: card.name,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: 'SANDBOX',
    captured: paid,
    created: Math.floor(now.getTime() / 1000),
    currency,
    customer: null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline === undefined ? null : DECLINES[decline].code,
    failure_message: decline === undefined ? null : DECLINES[decline].message,
    fraud_details: {},
    livemode: false,
    metadata,
    on_behalf_of: null,
    outcome: outcomeOf(decline),
    paid,
    payment_intent: null,
    payment_method: card.id,
    payment_method_details: { type: 'card', card: cardDetails(card, amount) },
    radar_options: {},
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: {
      ...card,
      cvc_check: checked(card.cvc_check),
      address_zip_check: checked(card.address_zip_check),
    },
    source_transfer: null,
    ...texts,
    status: paid ? 'succeeded' : 'failed',
    transfer_data: null,
  };
}

/** What was not checked when the token was made is checked by charging it. */
const checked = (result: string | null) => (result === 'unchecked' ? 'pass' : result);

function outcomeOf(name: DeclineName | undefined): Stripe.Charge.Outcome {
  const base = {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    risk_score: newRiskScore(),
  };
  if (name === undefined) {
    return {
      ...base,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      seller_message: 'Payment complete.',
      type: 'authorized',
    };
  }
  const decline: { code: string; declineCode?: string; blocked?: true } = DECLINES[name];
  const reason = decline.declineCode ?? decline.code;
  if (decline.blocked) {
    return {
      ...base,
      network_status: 'not_sent_to_network',
      reason: 'highest_risk_level',
      risk_level: 'highest',
      seller_message: 'Stripe blocked this payment as too risky.',
      type: 'blocked',
    };
  }
  return {
    ...base,
    network_status: 'declined_by_network',
    reason,
    risk_level: 'normal',
    seller_message: `The bank returned the decline code \`${reason}\`.`,
    type: 'issuer_declined',
  };
}

function cardDetails(card: Stripe.Card, amount: number): Stripe.Charge.PaymentMethodDetails.Card {
  const brand = slugOf(card.brand);
  return {
    amount_authorized: amount,
    authorization_code: null,
    brand,
    checks: {
      address_line1_check: null,
      address_postal_code_check: checked(card.address_zip_check),
      cvc_check: checked(card.cvc_check),
    },
    country: card.country,
    electronic_commerce_indicator: null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint,
    funding: card.funding,
    installments: null,
    last4: card.last4,
    mandate: null,
    network: brand,
    network_token: { used: false },
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}
