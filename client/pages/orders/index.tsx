import { ordersPage, type OrdersProps } from '../../api/server-props/orders-page';
import type { Order, Product } from '../../api/types';
import { BuyAgain } from '../../components/orders/buy-again';
import { DateTime } from '../../components/date-time';
import { EmptyState } from '../../components/empty-state';
import Link from '../../components/link';
import { OrderBadge } from '../../components/orders/order-badge';
import { orderName } from '../../components/orders/order-outcome';
import type { Unpaid } from '../../domain/order-steps';
import { PageTitle } from '../../components/layout/page-title';
import { Pager } from '../../components/pager';
import { Price } from '../../components/price';
import { ProductImage } from '../../components/catalogue/product-image';

export const getServerSideProps = ordersPage;

/** The shopper's orders, newest first. */
export default function Orders({ page: { items, nextCursor }, unpaid, products, spot }: OrdersProps) {
  return (
    <>
      <PageTitle>Your orders</PageTitle>
      {items.length === 0 ? (
        <NoOrders isFirstPage={!spot.cursor} />
      ) : (
        <ul className="order-list">
          {items.map((order) => (
            <OrderRow
              key={order.id}
              order={order}
              unpaid={unpaid[order.id]}
              product={products[order.items[0]?.productId ?? ''] ?? null}
            />
          ))}
        </ul>
      )}
      <Pager base="/orders" spot={spot} nextCursor={nextCursor} />
    </>
  );
}

function NoOrders({ isFirstPage }: { isFirstPage: boolean }) {
  return (
    <EmptyState title={isFirstPage ? 'No orders here yet' : 'These were all your orders'}>
      <p>Once you buy something, you can follow it from here.</p>
      <Link href="/" className="button button-main">
        Look around
      </Link>
    </EmptyState>
  );
}

interface OrderRowProps {
  order: Order;
  /** Absent for an order that is paid or cancelled. */
  unpaid: Unpaid | undefined;
  product: Product | null;
}

function OrderRow({ order, unpaid, product }: OrderRowProps) {
  const [first] = order.items;
  const summary = <Summary order={order} />;
  return (
    <li className="order-card">
      <ProductImage
        product={product ?? { id: first?.productId ?? '', title: first?.title ?? '', imageUrl: null }}
        alt=""
      />
      <div className="order-card-facts">
        <h2>
          <Link href={`/orders/${order.id}`} className="card-link">
            {summary}
          </Link>
        </h2>
        <p className="hint">
          Order {orderName(order)}
          {order.createdAt && (
            <>
              {' · '}
              <DateTime iso={order.createdAt} />
            </>
          )}
        </p>
      </div>
      <p className="order-card-state">
        <Price cents={order.totalCents} />
        <OrderBadge order={order} unpaid={unpaid} />
      </p>
      <div className="order-card-actions">
        {unpaid === 'waiting' && (
          <Link href={`/orders/${order.id}`} className="button button-main button-small">
            Pay now<span className="visually-hidden"> for {summary}</span>
          </Link>
        )}
        {unpaid !== 'waiting' && unpaid !== 'paying' && <BuyAgain order={order} isSmall />}
      </div>
    </li>
  );
}

function Summary({ order: { items } }: { order: Order }) {
  const [first, ...others] = items;
  return (
    <>
      {first?.quantity} × <bdi>{first?.title}</bdi>
      {others.length > 0 && <span>{` and ${others.length} more`}</span>}
    </>
  );
}
