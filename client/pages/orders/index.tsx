import Link from 'next/link';
import { listOrders } from '../../api/orders';
import { shopPage } from '../../api/server-props';
import type { Order, Page } from '../../api/types';
import { DateTime } from '../../components/date-time';
import { EmptyState } from '../../components/empty-state';
import { OrderBadge } from '../../components/order-badge';
import { PageTitle } from '../../components/page-title';
import { Price } from '../../components/price';

const PAGE_SIZE = '20';

interface Props {
  page: Page<Order>;
}

export const getServerSideProps = shopPage<Props>(
  async ({ client, context: { query } }) => {
    const params = new URLSearchParams({ limit: PAGE_SIZE });
    const cursor = [query.cursor].flat()[0];
    if (cursor) params.set('cursor', cursor);
    return { props: { page: await listOrders(client, params) } };
  },
  { signedIn: true },
);

/** The shopper's orders, newest first. */
export default function Orders({ page: { items, nextCursor } }: Props) {
  return (
    <>
      <PageTitle>Your orders</PageTitle>
      {items.length === 0 ? (
        <EmptyState title="No orders here yet">
          <p>Once you buy something, you can follow it from here.</p>
          <Link href="/" className="button button-main">
            Look around
          </Link>
        </EmptyState>
      ) : (
        <ul className="order-list">
          {items.map((order) => (
            <li key={order.id} className="order-card">
              <div>
                <h2>
                  <Link href={`/orders/${order.id}`} className="card-link">
                    {summaryOf(order)}
                  </Link>
                </h2>
                <p className="hint">
                  Order {shortOrderId(order.id)}
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
                <OrderBadge order={order} />
              </p>
            </li>
          ))}
        </ul>
      )}
      {nextCursor && (
        <nav className="pager" aria-label="Pages">
          <Link href={`/orders?cursor=${encodeURIComponent(nextCursor)}`} className="button" rel="next">
            Older orders
          </Link>
        </nav>
      )}
    </>
  );
}

function summaryOf({ items }: Order): string {
  const [first, ...others] = items;
  const name = `${first?.quantity} × ${first?.title}`;
  return others.length === 0 ? name : `${name} and ${others.length} more`;
}

function shortOrderId(id: string): string {
  return `#${id.slice(-8).toUpperCase()}`;
}
