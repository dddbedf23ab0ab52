import { invalidRequest, missingParam } from '../api-error';
import { type Params, optionalInteger, requiredText } from '../params';

const CURRENCY = 'usd';
/** Stripe's bounds for a charge in US dollars, in cents. */
const MIN_CENTS = 50;
const MAX_CENTS = 99_999_999;

/** As Stripe's messages write money: `$1,234.50`. @param cents US cents */
export const dollars = (cents: number) =>
  (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' });

/**
 * What a charge is to bring, in cents.
 * @throws ApiError 400 when it is missing, no whole number or out of Stripe's bounds
 */
export function chargedAmount(params: Params): { amount: number; currency: string } {
  const amount = optionalInteger(params, 'amount', { min: 1 });
  if (amount === undefined) throw missingParam('amount');
  const currency = requiredText(params, 'currency').toLowerCase();
  if (currency !== CURRENCY) {
    throw invalidRequest(`Invalid currency: ${currency}. The sandbox supports: ${CURRENCY}`, {
      param: 'currency',
    });
  }
  if (amount < MIN_CENTS) {
    throw invalidRequest(`Amount must be at least ${dollars(MIN_CENTS)} ${CURRENCY}`, {
      code: 'amount_too_small',
      param: 'amount',
    });
  }
  if (amount > MAX_CENTS) {
    throw invalidRequest(`Amount must be no more than ${dollars(MAX_CENTS)}`, {
      code: 'amount_too_large',
      param: 'amount',
    });
  }
  return { amount, currency };
}
