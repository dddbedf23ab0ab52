const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** Whole cents as people write them: 1999 → `$19.99`. */
export function formatCents(cents: number): string {
  return dollars.format(cents / 100);
}

/** Dollars of the wire (at most two decimals) as whole cents; no float sum ever happens in dollars. */
export function centsOf(dollars: number): number {
  return Math.round(dollars * 100);
}

/** Whole cents as a form field shows them: 1999 → `19.99`. */
export function centsToField(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** A typed price in plain dollars: `$1,299.00`, as the shop writes it, is `1299.00`. Null for what is none: `12,50`. */
export function readPrice(text: string): string | null {
  const plain = /^\$? ?0*(\d+|\d{1,3}(?:,\d{3})+)(\.\d{1,2})?$/.exec(text.trim());
  return plain && `${plain[1]?.replaceAll(',', '')}${plain[2] ?? ''}`;
}
