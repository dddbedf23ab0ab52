import Link from 'next/link';
import { count } from '../api/cart-rules';
import { isCounted, obstacleOf, totalCentsOf, useCartLines } from '../hooks/use-cart-lines';
import { Price } from './price';

/** The lines and the total of the cart, short. */
export function MiniCartContents() {
  const { lines, failed } = useCartLines({});
  if (failed) return <p>Your cart is safe, but we can’t show it right now.</p>;
  if (lines === null) return <p aria-busy="true">Loading your cart…</p>;
  if (lines.length === 0) return <p>Nothing in here yet.</p>;
  return (
    <>
      <ul className="receipt">
        {lines.map((line) => (
          <li key={line.productId}>
            <span>
              {count(line.quantity)} × {line.product?.title ?? 'A product'}
              {obstacleOf(line) && <strong className="field-error"> {obstacleOf(line)}</strong>}
            </span>
            {isCounted(line) && <Price cents={(line.product?.priceCents ?? 0) * line.quantity} />}
          </li>
        ))}
        <li className="receipt-total">
          <span>Total</span>
          <Price cents={totalCentsOf(lines)} />
        </li>
      </ul>
      <Link href="/cart" className="button button-main">
        Go to your cart
      </Link>
    </>
  );
}
