import { useRouter } from 'next/router';
import { type MouseEvent, useState } from 'react';
import { count } from '../../domain/cart-rules';
import { countOf, useCart } from '../../hooks/cart/use-cart';
import { type CartLine, isCounted, obstacleOf, obstacleOfTotal, totalCentsOf } from '../../domain/cart-line';
import { BusyLabel } from '../forms/busy-label';
import Link from '../link';
import { Price } from '../price';
import { focusInvalidQuantity } from './quantity-stepper';

/** The sum at today's prices, and the way to the checkout once nothing stands against it. */
export function CartSummary({ lines, isGuest }: { lines: CartLine[]; isGuest: boolean }) {
  const obstacle = lines.some((line) => obstacleOf(line) !== null)
    ? 'Something in your cart cannot be ordered as it is. Change or remove it first.'
    : obstacleOfTotal(lines);
  const pieces = countOf(lines.filter(isCounted));
  return (
    <section className="summary stack" aria-label="Summary">
      <h2>Summary</h2>
      <p className="summary-total" role="status">
        <span>{pieces === 1 ? '1 item' : `${count(pieces)} items`}</span>
        <strong>
          <span className="visually-hidden">Total </span>
          <Price cents={totalCentsOf(lines)} />
        </strong>
      </p>
      {obstacle ? (
        <p className="notice notice-warn">{obstacle}</p>
      ) : (
        pieces > 0 && <CheckoutLink isGuest={isGuest} />
      )}
      <p className="hint">
        {isGuest ? 'Your cart comes along when you sign in or sign up.' : 'Nothing is charged until you pay.'}
      </p>
    </section>
  );
}

/** Leads on once the cart's last change is written: the next page must not show the cart before it. */
function CheckoutLink({ isGuest }: { isGuest: boolean }) {
  const router = useRouter();
  const { settled } = useCart();
  const [busy, setBusy] = useState(false);
  const href = isGuest ? '/auth/signin?next=/checkout' : '/checkout';
  const follow = async (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (busy || focusInvalidQuantity(document)) return;
    setBusy(true);
    try {
      if (await settled()) await router.push(href);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Link
      href={href}
      className="button button-main"
      aria-disabled={busy || undefined}
      onClick={(event) => void follow(event)}
    >
      <BusyLabel busy={busy} busyText="Saving your cart…">
        {isGuest ? 'Sign in to check out' : 'Checkout'}
      </BusyLabel>
    </Link>
  );
}
