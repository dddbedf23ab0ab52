import { formatCents } from './price';

/** Tells that a price is no longer the one that the shopper saw; nothing while it is. */
export function PriceChange({ cents, wasCents }: { cents: number; wasCents: number | null }) {
  if (wasCents === null) return null;
  return (
    <p className="price-change">
      Price changed: now {formatCents(cents)}, was {formatCents(wasCents)}.
    </p>
  );
}
