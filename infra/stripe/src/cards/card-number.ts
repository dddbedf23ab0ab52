/** A card network in Stripe's two spellings. */
export interface Brand {
  /** As `card.brand` says it. */
  label: string;
  /** As `payment_method_details.card.brand` says it. */
  slug: string;
  prefix: RegExp;
  cvcLength: number;
}

const BRANDS: readonly Brand[] = [
  { label: 'American Express', slug: 'amex', prefix: /^3[47]/, cvcLength: 4 },
  { label: 'Diners Club', slug: 'diners', prefix: /^3(0|[689])/, cvcLength: 3 },
  { label: 'JCB', slug: 'jcb', prefix: /^35/, cvcLength: 3 },
  { label: 'Discover', slug: 'discover', prefix: /^6(011|4[4-9]|5)/, cvcLength: 3 },
  { label: 'UnionPay', slug: 'unionpay', prefix: /^62/, cvcLength: 3 },
  { label: 'MasterCard', slug: 'mastercard', prefix: /^(5[1-5]|2[2-7])/, cvcLength: 3 },
  { label: 'Visa', slug: 'visa', prefix: /^4/, cvcLength: 3 },
];

/** The network that issues numbers like this, or undefined. */
export const brandOf = (number: string) => BRANDS.find(({ prefix }) => prefix.test(number));

/** The second spelling of a network, by its first. */
export const slugOf = (label: string) => BRANDS.find((brand) => brand.label === label)?.slug ?? 'unknown';

/** The check digit of card numbers (Luhn, ISO/IEC 7812-1). @param digits nothing but digits */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
