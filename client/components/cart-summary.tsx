import Link from 'next/link';
import { countOf } from '../hooks/use-cart';
import { type CartLine, obstacleOf, totalCentsOf } from '../hooks/use-cart-lines';
import { Price } from './price';

/** The sum at today's prices, and the way to the checkout once nothing stands against it. */
export function CartSummary({ lines, isGuest }: { lines: CartLine[]; isGuest: boolean }) {
  const hasObstacle = lines.some((line) => obstacleOf(line) !== null);
  const count = countOf(lines);
  return (
    <section className="summary stack" aria-label="Summary">
      <h2>Summary</h2>
      <p className="summary-total" role="status">
        <span>{count === 1 ? '1 item' : `${count} items`}</span>
        <strong>
          <span className="visually-hidden">Total </span>
          <Price cents={totalCentsOf(lines)} />
        </strong>
      </p>
      {hasObstacle ? (
        <p className="notice">
          Something in your cart can not be ordered as it is. Change or remove it first.
        </p>
      ) : (
        count > 0 && (
          <Link href={isGuest ? '/auth/signin?next=/checkout' : '/checkout'} className="button button-main">
            {isGuest ? 'Sign in to check out' : 'Checkout'}
          </Link>
        )
      )}
      <p className="hint">
        {isGuest ? 'Your cart comes along when you sign in or sign up.' : 'Nothing is charged until you pay.'}
      </p>
    </section>
  );
}
