import { formatCents } from '../../domain/money';

/** Shows that a price has changed since the shopper saw it; otherwise nothing. */
export function PriceChange({ cents, wasCents }: { cents: number; wasCents: number | null }) {
  if (wasCents === null) return null;
  return (
    <p className="price-change">
      {`Price changed: now ${formatCents(cents)}, was ${formatCents(wasCents)}.`}
    </p>
  );
}
