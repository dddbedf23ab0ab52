import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import { newFingerprint, newId } from '../ids';
import { brandOf } from './card-number';
import type { DeclineName } from './declines';
import { testCardByNumber, testCardByToken, type TestCard } from './test-cards';

/** What is kept of a card: never its number or CVC. */
export interface KnownCard {
  card: Stripe.Card;
  decline?: DeclineName;
}

/** Card data after its checks. */
export interface CardInput {
  number: string;
  expMonth: number;
  expYear: number;
  hasCvc: boolean;
  name?: string;
  addressZip?: string;
}

/** A test card always has the same fingerprint; nothing is derived from a number that may be a real one. */
const fingerprintOf = (testCard: TestCard | undefined) =>
  testCard === undefined
    ? newFingerprint()
    : createHash('sha256').update(testCard.number).digest('hex').slice(0, 16);

/** A card as it was typed. A number that is no test card is accepted here and declined when charged, as by Stripe. */
export function describeCard(input: CardInput): KnownCard {
  const testCard = testCardByNumber(input.number);
  const decline = testCard === undefined ? 'test_mode_live_card' : testCard.decline;
  const card: Stripe.Card = {
    id: newId('card'),
    object: 'card',
    address_city: null,
    address_country: null,
    address_line1: null,
    address_line1_check: null,
    address_line2: null,
    address_state: null,
    address_zip: input.addressZip ?? null,
    address_zip_check: input.addressZip === undefined ? null : 'unchecked',
    brand: brandOf(input.number)?.label ?? 'Unknown',
    country: testCard?.country ?? null,
    customer: null,
    cvc_check: input.hasCvc ? 'unchecked' : null,
    dynamic_last4: null,
    exp_month: input.expMonth,
    exp_year: input.expYear,
    fingerprint: fingerprintOf(testCard),
    funding: testCard?.funding ?? 'unknown',
    last4: input.number.slice(-4),
    metadata: {},
    name: input.name ?? null,
    networks: { preferred: null },
    regulated_status: 'unregulated',
    tokenization_method: null,
  };
  return { card, decline: testCard?.onlyWithCvc && !input.hasCvc ? undefined : decline };
}

/** The card of a named test token such as `tok_visa`, or undefined if there is none of that name. */
export function cardOfTestToken(token: string, now: Date): KnownCard | undefined {
  const testCard = testCardByToken(token);
  if (testCard === undefined) return undefined;
  const expYear = now.getUTCFullYear() + 1;
  return describeCard({ number: testCard.number, expMonth: now.getUTCMonth() + 1, expYear, hasCvc: true });
}
