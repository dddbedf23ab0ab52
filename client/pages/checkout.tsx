import Link from 'next/link';
import { useRouter } from 'next/router';
import { useRef, useState } from 'react';
import { ApiError } from '../api/api-error';
import { loadProductsOf, type ProductsById } from '../api/cart-lines';
import { shopPage } from '../api/server-props';
import { EmptyState } from '../components/empty-state';
import { LinesLoading } from '../components/lines-loading';
import { PageTitle } from '../components/page-title';
import { Price } from '../components/price';
import { type CartLine, obstacleOf, totalCentsOf, useCartLines } from '../hooks/use-cart-lines';
import { placeOrderOnce } from '../hooks/place-order';

interface Props {
  products: ProductsById;
}

export const getServerSideProps = shopPage<Props>(
  async ({ client, session }) => ({
    props: { products: await loadProductsOf(client, (await session).cart ?? []) },
  }),
  { signedIn: true },
);

/** The last look before ordering. One press makes one order and leads to its page, where it is paid. */
export default function Checkout({ products }: Props) {
  const { lines, failed } = useCartLines(products);
  return (
    <div className="column">
      <PageTitle>Checkout</PageTitle>
      {lines === null && <LinesLoading isAway={failed} />}
      {lines?.length === 0 && (
        <EmptyState title="Your cart is empty">
          <p>If you have just paid, the order is on your orders page.</p>
          <Link href="/orders" className="button button-main">
            See your orders
          </Link>
        </EmptyState>
      )}
      {lines && lines.length > 0 && <Review lines={lines} />}
    </div>
  );
}

function Review({ lines }: { lines: CartLine[] }) {
  const { busy, error, place } = usePlaceOrder(lines);
  const hasObstacle = lines.some((line) => obstacleOf(line) !== null);
  return (
    <div className="panel stack">
      <ul className="receipt">
        {lines.map((line) => (
          <li key={line.productId}>
            <span>
              {line.quantity} × {line.product?.title ?? 'A product'}
              {obstacleOf(line) && <strong className="field-error">{obstacleOf(line)}</strong>}
            </span>
            {line.product && <Price cents={line.product.priceCents * line.quantity} />}
          </li>
        ))}
        <li className="receipt-total">
          <span>Total</span>
          <Price cents={totalCentsOf(lines)} />
        </li>
      </ul>
      {error && (
        <div className="notice notice-bad" role="alert">
          <p>{error}</p>
        </div>
      )}
      <div className="button-row">
        {hasObstacle ? (
          <p className="notice">Something can not be ordered as it is. Change your cart first.</p>
        ) : (
          <button
            type="button"
            className="button button-main"
            aria-disabled={busy || undefined}
            onClick={place}
          >
            {busy && <span className="spinner" aria-hidden="true" />}
            <span aria-live="polite">{busy ? 'Placing your order…' : 'Place order'}</span>
          </button>
        )}
        <Link href="/cart" className="button">
          Change cart
        </Link>
      </div>
      <p className="hint">You pay on the next page. Nothing is charged before.</p>
    </div>
  );
}

function usePlaceOrder(lines: CartLine[]) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const running = useRef(false);

  const placeAndGo = async () => {
    const items = lines.flatMap(({ productId, quantity, product }) =>
      product ? [{ productId, quantity, priceCents: product.priceCents }] : [],
    );
    try {
      const order = await placeOrderOnce(items);
      await router.push(`/orders/${order.id}`);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure.errors.map(({ message }) => message).join('. '));
    } finally {
      running.current = false;
      setBusy(false);
    }
  };

  const place = () => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError('');
    void placeAndGo();
  };
  return { busy, error, place };
}
