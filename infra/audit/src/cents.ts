/**
 * US dollars as whole cents, by their decimal digits, so that no sum depends on binary fractions. Not shared with the
 * services: a mistake in their conversion must not hide itself from the auditor.
 * @returns NaN, which equals no amount, for what is not exact to the cent
 */
export function toCents(dollars: number): number {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d{1,2}))?$/.exec(String(dollars)) ?? [];
  return whole === undefined ? NaN : Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}

/** Cents as people read them. */
export const dollars = (cents: number): string => `$${(cents / 100).toFixed(2)}`;
