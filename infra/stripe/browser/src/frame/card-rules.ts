/** The rules of the card fields, in Stripe's words. The server has its own copy: it cannot trust a browser's. */

/** What is to be said about a field's content. */
export interface Verdict {
  state: 'empty' | 'incomplete' | 'complete' | 'invalid';
  code: string;
  message: string;
}

interface Brand {
  name: string;
  prefix: RegExp;
  /** Of the groups that the number is written in. */
  groups: readonly number[];
  maxLength: number;
  minLength: number;
  cvcLength: number;
}

const FOURS = [4, 4, 4, 4, 3];
const brand = (name: string, prefix: RegExp, more: Partial<Brand> = {}): Brand => ({
  name,
  prefix,
  groups: FOURS,
  minLength: 16,
  maxLength: 16,
  cvcLength: 3,
  ...more,
});

const UNKNOWN = brand('unknown', /^/);
const BRANDS = [
  brand('amex', /^3[47]/, { groups: [4, 6, 5], minLength: 15, maxLength: 15, cvcLength: 4 }),
  brand('diners', /^36/, { groups: [4, 6, 4], minLength: 14, maxLength: 14 }),
  brand('diners', /^3[089]/, { minLength: 14 }),
  brand('jcb', /^35/),
  brand('discover', /^6(011|4[4-9]|5)/),
  brand('unionpay', /^62/, { maxLength: 19 }),
  brand('mastercard', /^(5[1-5]|2[2-7])/),
  brand('visa', /^4/),
];

const ok = (state: 'empty' | 'complete'): Verdict => ({ state, code: '', message: '' });
const incomplete = (code: string, what: string): Verdict => ({
  state: 'incomplete',
  code,
  message: `Your ${what} is incomplete.`,
});
const invalid = (code: string, message: string): Verdict => ({ state: 'invalid', code, message });

export const brandOf = (digits: string): Brand => BRANDS.find(({ prefix }) => prefix.test(digits)) ?? UNKNOWN;

/** The check digit of card numbers. @param digits nothing but digits */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

export const onlyDigits = (text: string) => text.replace(/\D/g, '');

/** `4242 4242 4242 4242`, or the groups of the number's own brand. */
export function formatNumber(text: string): string {
  const digits = onlyDigits(text);
  const { groups, maxLength } = brandOf(digits);
  const parts: string[] = [];
  let start = 0;
  for (const length of groups) {
    parts.push(digits.slice(start, Math.min(start + length, maxLength)));
    start += length;
  }
  return parts.filter(Boolean).join(' ');
}

/** `MM / YY`; understands `1/30`, `0130` and what browsers fill in, `01/2030`. */
export function formatExpiry(text: string): string {
  const lone = /^\s*([1-9])\s*\//.test(text) || /^\s*[2-9]/.test(text);
  const digits = lone ? `0${onlyDigits(text)}` : onlyDigits(text);
  const year = digits.length >= 6 ? digits.slice(4, 6) : digits.slice(2, 4);
  return digits.length < 2 ? digits : `${digits.slice(0, 2)} / ${year}`;
}

export function numberVerdict(digits: string): Verdict {
  if (digits === '') return ok('empty');
  const { minLength, maxLength, name } = brandOf(digits);
  const isInvalid = invalid('invalid_number', 'Your card number is invalid.');
  if (name === 'unknown' && digits.length >= 4) return isInvalid;
  if (digits.length >= minLength && passesLuhn(digits)) return ok('complete');
  return digits.length >= maxLength ? isInvalid : incomplete('incomplete_number', 'card number');
}

/** @param digits `MMYY` */
export function expiryVerdict(digits: string, today: Date): Verdict {
  if (digits === '') return ok('empty');
  if (digits.length < 4) return incomplete('incomplete_expiry', "card's expiration date");
  const month = Number(digits.slice(0, 2));
  const year = 2000 + Number(digits.slice(2, 4));
  if (month < 1 || month > 12)
    return invalid('invalid_expiry_month', "Your card's expiration month is invalid.");
  if (year < today.getFullYear()) {
    return invalid('invalid_expiry_year_past', "Your card's expiration year is in the past.");
  }
  if (year === today.getFullYear() && month < today.getMonth() + 1) {
    return invalid('invalid_expiry_month_past', "Your card's expiration date is in the past.");
  }
  return year > today.getFullYear() + 50
    ? invalid('invalid_expiry_year', "Your card's expiration year is invalid.")
    : ok('complete');
}

/** The most and the fewest digits of a CVC: American Express prints four. Without a number yet, both are right. */
export const cvcLengths = (cardDigits: string) =>
  cardDigits === ''
    ? { min: 3, max: 4 }
    : { min: brandOf(cardDigits).cvcLength, max: brandOf(cardDigits).cvcLength };

/** @param cardDigits the number so far */
export function cvcVerdict(digits: string, cardDigits: string): Verdict {
  if (digits === '') return ok('empty');
  const { min, max } = cvcLengths(cardDigits);
  return digits.length >= min && digits.length <= max
    ? ok('complete')
    : incomplete('incomplete_cvc', "card's security code");
}

/** The test cards are American: digits are a ZIP of five. Anything with letters is taken as it comes. */
export function postalVerdict(text: string): Verdict {
  if (text === '') return ok('empty');
  const complete = /^\d+$/.test(text) ? text.length === 5 : text.length >= 3;
  return complete ? ok('complete') : incomplete('incomplete_zip', 'postal code');
}

/** What a field that must be filled says when it is not. */
export const missing = {
  number: 'card number',
  expiry: "card's expiration date",
  cvc: "card's security code",
  postal: 'postal code',
};
