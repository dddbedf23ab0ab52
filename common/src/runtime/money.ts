/** The least that Stripe charges, in US cents. */
export const MIN_CHARGE_CENTS = 50;
/** The most that Stripe charges, in US cents. */
export const MAX_CHARGE_CENTS = 99_999_999;

const WHOLE_CENTS = /^(\d+)(?:\.(\d{1,2}))?$/;

/** Whether the shortest decimal form of an amount in US dollars has no third decimal. */
export const hasWholeCents = (dollars: number): boolean => WHOLE_CENTS.test(String(dollars));

/**
 * Converts US dollars to whole cents by their decimal digits, so no result depends on binary fractions.
 * @throws RangeError for an amount that is negative or not exact to the cent
 */
export function toCents(dollars: number): number {
  const [, whole, fraction = ''] = WHOLE_CENTS.exec(String(dollars)) ?? [];
  if (whole === undefined) throw new RangeError(`${dollars} is not an amount in whole cents`);
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}
