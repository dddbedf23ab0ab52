import { type RefObject, useEffect, useRef } from 'react';
import { loadCartProducts, type ProductsById } from '../api/cart-lines';
import { type Session, shopPage } from '../api/server-props/server-props';
import { BusyLabel } from '../components/forms/busy-label';
import { CartReceipt } from '../components/cart/cart-receipt';
import { EmptyState } from '../components/empty-state';
import { LinesLoading } from '../components/cart/lines-loading';
import Link from '../components/link';
import { PageTitle } from '../components/layout/page-title';
import { Price } from '../components/price';
import { PriceChange } from '../components/cart/price-change';
import { rescueFocus } from '../hooks/rescue-focus';
import { type CartLine, obstacleOf, obstacleOfTotal } from '../domain/cart-line';
import { type CartLines, useCartLines } from '../hooks/cart/use-cart-lines';
import { type RepricedOrder, usePlaceOrder } from '../hooks/orders/use-place-order';

interface Props {
  /** Null while the products service does not answer. */
  products: ProductsById | null;
}

export const getServerSideProps = shopPage<Props>(
  async ({ client, session }) => ({
    props: { products: await loadCartProducts(client, await session).catch(() => null) },
  }),
  { signedIn: true, awaitsSession: true },
);

/** The last look before ordering. One press makes one order and leads to its page, where it is paid. */
export default function Checkout({ products, session }: Props & { session: Session }) {
  const { lines, isUnavailable, reload } = useCartLines(products);
  return (
    <div className="column">
      <PageTitle>Checkout</PageTitle>
      {lines === null && <LinesLoading isUnavailable={isUnavailable} />}
      {lines?.length === 0 && (
        <EmptyState title="Your cart is empty">
          <p>If you have just paid, the order is on your orders page.</p>
          <p className="button-row">
            <Link href="/orders" className="button button-main">
              See your orders
            </Link>
            <Link href="/" className="button">
              Go to the catalogue
            </Link>
          </p>
        </EmptyState>
      )}
      {lines && lines.length > 0 && <Review lines={lines} reload={reload} userId={session.user?.id} />}
    </div>
  );
}

interface ReviewProps {
  lines: CartLine[];
  reload: CartLines['reload'];
  userId: string | undefined;
}

function Review({ lines, reload, userId }: ReviewProps) {
  const { busy, error, repriced, place } = usePlaceOrder(lines, reload, userId);
  const outcome = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error || repriced) rescueFocus(() => outcome.current);
  }, [error, repriced]);
  if (repriced) return <Repriced {...repriced} panel={outcome} />;
  const blocked = lines.filter(obstacleOf);
  const obstacle = blocked.length > 0 ? <Blocked lines={blocked} /> : obstacleOfTotal(lines);
  return (
    <div className="panel stack">
      <CartReceipt
        lines={lines}
        note={({ product, wasCents }) =>
          product && <PriceChange cents={product.priceCents} wasCents={wasCents} />
        }
      />
      {(obstacle || error) && (
        <div
          className={`notice notice-${obstacle ? 'warn' : 'bad'}`}
          role="alert"
          tabIndex={-1}
          ref={outcome}
        >
          <p>{obstacle ?? error?.message}</p>
          {!obstacle && error?.code === 'too_many_open_orders' && <Link href="/orders">See your orders</Link>}
        </div>
      )}
      <div className="button-row">
        {!obstacle && (
          <button
            type="button"
            className="button button-main needs-script"
            aria-disabled={busy || undefined}
            onClick={place}
          >
            <BusyLabel busy={busy} busyText="Placing your order…">
              Place order
            </BusyLabel>
          </button>
        )}
        <Link href="/cart" className="button">
          Change cart
        </Link>
      </div>
      <p className="hint">You pay on the next page. Nothing is charged before.</p>
      <noscript>
        <p className="notice">Placing an order and paying need JavaScript. Your cart is kept.</p>
      </noscript>
    </div>
  );
}

/** What cannot be ordered as it is, and why. */
function Blocked({ lines }: { lines: CartLine[] }) {
  return (
    <>
      {lines.map((line) => (
        <span key={line.productId}>
          <bdi>{line.product?.title ?? 'A product'}</bdi>: <span>{obstacleOf(line)}</span>{' '}
        </span>
      ))}
      <span>Change your cart first.</span>
    </>
  );
}

/** The order is made, at other prices than those shown: the shopper learns it before paying. */
function Repriced({ order, changed, panel }: RepricedOrder & { panel: RefObject<HTMLDivElement | null> }) {
  return (
    <div className="panel stack" role="alert" tabIndex={-1} ref={panel}>
      <h2>Prices changed while you ordered</h2>
      <ul className="receipt">
        {changed.map(({ productId, product, wasCents }) => (
          <li key={productId}>
            <span>
              <bdi>{product?.title}</bdi>
              <PriceChange cents={product?.priceCents ?? 0} wasCents={wasCents} />
            </span>
          </li>
        ))}
        <li className="receipt-total">
          <span>Total of your order</span>
          <Price cents={order.totalCents} />
        </li>
      </ul>
      <p>Nothing is charged yet. You can pay or cancel the order on its page.</p>
      <Link href={`/orders/${order.id}`} className="button button-main">
        See your order
      </Link>
    </div>
  );
}
