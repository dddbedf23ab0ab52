import Link from 'next/link';
import { useEffect, useRef, useState } from 'react';
import { showOrder } from '../../api/orders';
import { shopPage } from '../../api/server-props';
import type { StripeSettings } from '../../api/shop-request';
import type { Order } from '../../api/types';
import { CancelOrder } from '../../components/cancel-order';
import { orderState } from '../../components/order-steps';
import { OrderBadge } from '../../components/order-badge';
import { OrderReceipt } from '../../components/order-receipt';
import { PageTitle } from '../../components/page-title';
import { PaymentPanel } from '../../components/payment-panel';
import { Timeline } from '../../components/timeline';
import { useCart } from '../../hooks/use-cart';
import { isSettled } from '../../hooks/poll-order';
import { useOrder } from '../../hooks/use-order';

interface Props {
  order: Order;
  stripe: StripeSettings;
}

export const getServerSideProps = shopPage<Props>(
  async ({ client, shop, context }) => ({
    props: { order: await showOrder(client, String(context.params?.id)), stripe: shop.stripe },
  }),
  { signedIn: true },
);

/** One order: what happened to it, what it holds, and paying or cancelling it while that is possible. */
export default function OrderPage({ order: initial, stripe }: Props) {
  return <LiveOrder key={initial.id} initial={initial} stripe={stripe} />;
}

function LiveOrder({ initial, stripe }: { initial: Order; stripe: StripeSettings }) {
  const [payment, setPayment] = useState<'open' | 'processing' | 'paid'>('open');
  const { order, offline, look } = useOrder(initial, payment !== 'open');
  const isPayable = order.status === 'Created' && !order.paid;
  useFreshCart(order);

  return (
    <>
      <div className="page-head">
        <PageTitle>{`Order #${order.id.slice(-8).toUpperCase()}`}</PageTitle>
        <p>
          <OrderBadge order={order} />
        </p>
      </div>
      <p className="visually-hidden" role="status">
        Order status: {orderState(order)}
      </p>
      {order.cancelReason === 'out_of_stock' && (
        <div className="notice notice-bad">
          <p className="notice-title">Another shopper was faster</p>
          <p>
            The last piece was sold while you paid.{' '}
            {order.refunded
              ? 'Your money is refunded in full.'
              : 'Your money is refunded in full, by itself.'}
          </p>
        </div>
      )}
      {offline && (
        <p className="notice" role="status">
          We can’t reach the shop, so this may be out of date. It updates by itself once we can.
        </p>
      )}
      <div className="with-summary">
        <div className="stack">
          {isPayable && (
            <PaymentPanel order={order} stripe={stripe} state={payment} onState={setPayment} look={look} />
          )}
          <section className="panel" aria-label="Progress">
            <Timeline order={order} />
            {isSettled(order) && (
              <p className="timeline-next">
                <Link href="/" className="button">
                  Keep shopping
                </Link>
              </p>
            )}
          </section>
          {isPayable && payment === 'open' && <CancelOrder order={order} onCancelled={look} />}
        </div>
        <OrderReceipt order={order} />
      </div>
    </>
  );
}

/** Once paid, the shop takes what was bought out of the cart; the header's count follows. */
function useFreshCart(order: Order) {
  const { refresh } = useCart();
  const wasPaid = useRef(order.paid || order.status === 'Complete');
  useEffect(() => {
    const isPaid = order.paid || order.status === 'Complete';
    if (!isPaid || wasPaid.current) return;
    wasPaid.current = true;
    void refresh();
    const again = setTimeout(() => void refresh(), 2_000);
    return () => clearTimeout(again);
  }, [order.paid, order.status, refresh]);
}
