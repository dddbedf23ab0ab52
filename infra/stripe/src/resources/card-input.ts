import { ApiError } from '../api-error';
import type { CardInput } from '../cards/card';
import { brandOf, passesLuhn } from '../cards/card-number';
import { onlyParams, optionalText, type Params, refuseParams, requiredText } from '../params';

const KNOWN = ['number', 'exp_month', 'exp_year', 'cvc', 'name', 'address_zip'];
const NOT_IMITATED = [
  ...['address_line1', 'address_line2', 'address_city', 'address_state', 'address_country', 'currency'],
];

const cardError = (code: string, message: string, param: string) =>
  new ApiError(402, { type: 'card_error', code, message, param });

/**
 * The card of a token to be, checked in Stripe's words.
 * @throws ApiError 400 for a missing field, 402 for one that no card can have
 */
export function checkedCard(card: Params, now: Date): CardInput {
  refuseParams(card, NOT_IMITATED, 'a card');
  onlyParams(card, KNOWN, 'card');
  const number = requiredText(card, 'number', 'card[number]').replace(/[\s-]/g, '');
  if (!/^\d{12,19}$/.test(number))
    throw cardError('invalid_number', 'The card number is not a valid credit card number.', 'number');
  if (!passesLuhn(number)) throw cardError('incorrect_number', 'Your card number is incorrect.', 'number');
  const cvc = optionalText(card, 'cvc', 'card[cvc]');
  const cvcLength = brandOf(number)?.cvcLength ?? 3;
  if (cvc !== undefined && !new RegExp(`^\\d{${cvcLength}}$`).test(cvc)) {
    throw cardError('invalid_cvc', "Your card's security code is invalid.", 'cvc');
  }
  return {
    number,
    ...checkedExpiry(card, now),
    hasCvc: cvc !== undefined,
    name: optionalText(card, 'name', 'card[name]'),
    addressZip: optionalText(card, 'address_zip', 'card[address_zip]'),
  };
}

function checkedExpiry(card: Params, now: Date): { expMonth: number; expYear: number } {
  const month = requiredText(card, 'exp_month', 'card[exp_month]');
  const year = requiredText(card, 'exp_year', 'card[exp_year]');
  const expMonth = /^\d{1,2}$/.test(month) ? Number(month) : 0;
  if (expMonth < 1 || expMonth > 12) {
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month');
  }
  const thisYear = now.getUTCFullYear();
  const century = thisYear - (thisYear % 100);
  const expYear = /^(\d{2}|\d{4})$/.test(year) ? Number(year) + (year.length === 2 ? century : 0) : 0;
  if (expYear < thisYear || expYear > thisYear + 50) {
    throw cardError('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  }
  if (expYear === thisYear && expMonth < now.getUTCMonth() + 1) {
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month');
  }
  return { expMonth, expYear };
}
