/** The least that Stripe charges, in US cents. */
export const MIN_CHARGE_CENTS = 50;
/** The most that Stripe charges, in US cents. */
export const MAX_CHARGE_CENTS = 99_999_999;

/**
 * Converts US dollars to whole cents by their decimal digits, so no result depends on binary fractions.
 * @throws RangeError for an amount that is negative or not exact to the cent
 */
export function toCents(dollars: number): number {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d{1,2}))?$/.exec(String(dollars)) ?? [];
  if (whole === undefined) throw new RangeError(`${dollars} is not an amount in whole cents`);
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}
