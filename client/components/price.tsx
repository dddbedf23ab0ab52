import { formatCents } from '../domain/money';

export function Price({ cents, className = 'price' }: { cents: number; className?: string }) {
  return <span className={className}>{formatCents(cents)}</span>;
}
