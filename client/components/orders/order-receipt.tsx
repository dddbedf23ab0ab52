import type { Order } from '../../api/types';
import Link from '../link';
import { Price } from '../price';

/** What was ordered, at the prices of that moment. */
export function OrderReceipt({ order }: { order: Order }) {
  return (
    <section className="summary order-receipt" aria-labelledby="receipt-title">
      <h2 id="receipt-title">Your items</h2>
      <ul className="receipt">
        {order.items.map((item) => (
          <li key={item.productId}>
            <span>
              {item.quantity} ×{' '}
              <bdi>
                <Link href={`/products/${item.productId}`}>{item.title}</Link>
              </bdi>
            </span>
            <Price cents={item.priceCents * item.quantity} />
          </li>
        ))}
        <li className="receipt-total">
          <span>Total</span>
          <Price cents={order.totalCents} />
        </li>
        {order.refunded && (
          <>
            <li>
              <span>Paid</span>
              <Price cents={order.totalCents} />
            </li>
            <li className="receipt-total">
              <span>Refunded</span>
              <Price cents={order.totalCents} />
            </li>
          </>
        )}
      </ul>
    </section>
  );
}
