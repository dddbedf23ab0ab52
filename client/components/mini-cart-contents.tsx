import Link from 'next/link';
import { useCartLines } from '../hooks/use-cart-lines';
import { CartReceipt } from './cart-receipt';

/** The lines and the total of the cart, short. */
export function MiniCartContents() {
  const { lines, failed } = useCartLines({});
  if (failed) return <p>Your cart is safe, but we can’t show it right now.</p>;
  if (lines === null) return <p aria-busy="true">Loading your cart…</p>;
  if (lines.length === 0) return <p>Nothing in here yet.</p>;
  return (
    <>
      <CartReceipt lines={lines} />
      <Link href="/cart" className="button button-main">
        Go to your cart
      </Link>
    </>
  );
}
