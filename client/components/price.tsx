const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** Whole cents as people write them: 1999 → `$19.99`. */
export function formatCents(cents: number): string {
  return dollars.format(cents / 100);
}

export function Price({ cents, className = 'price' }: { cents: number; className?: string }) {
  return <span className={className}>{formatCents(cents)}</span>;
}
