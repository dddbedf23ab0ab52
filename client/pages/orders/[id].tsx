import { type RefObject, useEffect, useRef } from 'react';
import { isExpired } from '../../domain/order-age';
import { clientForExtras } from '../../api/build-client';
import { listShortLines, type ShortLine } from '../../api/order-stock';
import { showOrder } from '../../api/orders';
import { hasNoCharge } from '../../api/payments';
import { shopPage } from '../../api/server-props/server-props';
import type { StripeSettings } from '../../api/shop-request';
import type { Order } from '../../api/types';
import { BuyAgain } from '../../components/orders/buy-again';
import { CancelOrder } from '../../components/orders/cancel-order';
import Link from '../../components/link';
import { OrderOutcome, orderName } from '../../components/orders/order-outcome';
import { isPaid, type Unpaid } from '../../domain/order-steps';
import { OrderBadge } from '../../components/orders/order-badge';
import { OrderReceipt } from '../../components/orders/order-receipt';
import { PageTitle } from '../../components/layout/page-title';
import { PaymentPanel } from '../../components/payment/payment-panel';
import { Timeline } from '../../components/orders/timeline';
import { useCart } from '../../hooks/cart/use-cart';
import type { Announcement } from '../../hooks/orders/order-stream';
import { isSettled } from '../../hooks/orders/poll-order';
import { rescueFocus } from '../../hooks/rescue-focus';
import { useOrder } from '../../hooks/orders/use-order';
import { usePayment } from '../../hooks/payment/use-payment';
import { useShortLines } from '../../hooks/orders/use-short-lines';

interface Props {
  order: Order;
  /** Lines that today's stock does not cover; of an order that is open, or ended because of them. */
  shortLines: ShortLine[];
  /** Whether an order that is cancelled or expired is known to have cost nothing. */
  isUncharged: boolean;
  stripe: StripeSettings;
  /** Where developers see the events of orders. */
  eventsPath: string | null;
}

const isPayable = (order: Order) => order.status === 'Created' && !order.paid;
const isOutOfStock = (order: Order) => order.cancelReason === 'out_of_stock';

export const getServerSideProps = shopPage<Props>(
  async ({ client, shop, context }) => {
    const order = await showOrder(client, String(context.params?.id));
    const isEnded = (order.status === 'Cancelled' && !order.paid) || isExpired(order, shop);
    const extras = clientForExtras(client);
    const isUncharged = isEnded && (await hasNoCharge(extras, order.id));
    const needsStock = (isPayable(order) && !isUncharged) || isOutOfStock(order);
    const shortLines = needsStock ? await listShortLines(extras, order).catch(() => []) : [];
    const { stripe, eventsPath } = shop;
    return { props: { order, shortLines, isUncharged, stripe, eventsPath } };
  },
  { signedIn: true },
);

/** One order: what happened to it, what it holds, and paying or cancelling it while that is possible. */
export default function OrderPage(props: Props) {
  return <LiveOrder key={props.order.id} {...props} />;
}

function LiveOrder({ order: initial, shortLines: initialShort, isUncharged, stripe, eventsPath }: Props) {
  const { watch, order, offline, look, isLive, announcements } = useOrder(initial);
  const payable = isPayable(order);
  const payment = usePayment(order, isUncharged, look);
  const hasExpired = payment.phase === 'expired';
  const isIdle = payment.phase === 'open' || hasExpired;
  const isUnderWay = !isIdle && payment.phase !== 'checking';
  const unpaid = hasExpired ? 'expired' : isUnderWay ? 'paying' : 'waiting';
  const shortLines = useShortLines(order, initialShort, payable && !hasExpired);
  const outcome = useRef<HTMLHeadingElement>(null);
  useFreshCart(order);
  useOutcomeFocus(payable, outcome);
  useEffect(() => watch.setUnderWay(isUnderWay), [watch, isUnderWay]);

  return (
    <>
      <OrderHead {...{ order, unpaid, isLive }} />
      <OrderNews announcements={announcements} />
      <OrderOutcome order={order} shortLines={shortLines} phase={payment.phase} heading={outcome} />
      <p role="status" className={offline ? 'notice notice-warn' : 'visually-hidden'}>
        {offline && 'We can’t reach the shop, so this may be out of date. It updates by itself once we can.'}
      </p>
      <div className="with-summary order-layout">
        <OrderReceipt order={order} />
        <div className="stack">
          {payable && <PaymentPanel {...{ order, stripe, shortLines, payment }} />}
          <section className="panel" aria-label="Progress">
            <Timeline order={order} unpaid={unpaid} />
            {isSettled(order) && (
              <div className="timeline-next button-row">
                <Link href="/" className="button">
                  Keep shopping
                </Link>
                <BuyAgain order={order} />
                <button type="button" className="button needs-script" onClick={() => window.print()}>
                  Print
                </button>
              </div>
            )}
          </section>
          <CancelOrder order={order} canCancel={payable && isIdle} look={look} />
          {eventsPath && <a href={`${eventsPath}/orders/${order.id}`}>See the events of this order</a>}
        </div>
      </div>
    </>
  );
}

function OrderHead({ order, unpaid, isLive }: { order: Order; unpaid: Unpaid; isLive: boolean }) {
  return (
    <div className="page-head">
      <PageTitle>{`Order ${orderName(order)}`}</PageTitle>
      <p className="order-head-state">
        <OrderBadge order={order} unpaid={unpaid} />
        {isLive && (
          <span className="live-mark" title="This page updates by itself">
            Live
          </span>
        )}
      </p>
    </div>
  );
}

/** The card form, or the question whether to cancel, is gone with what held the focus: it goes to what became of it. */
function useOutcomeFocus(payable: boolean, heading: RefObject<HTMLElement | null>) {
  const wasPayable = useRef(payable);
  useEffect(() => {
    if (wasPayable.current && !payable) rescueFocus(() => heading.current);
    wasPayable.current = payable;
  }, [payable, heading]);
}

/** Spoken once each, when they are added; a log does not repeat the earlier ones. */
function OrderNews({ announcements }: { announcements: readonly Announcement[] }) {
  return (
    <div className="visually-hidden" role="log" aria-label="Order updates">
      {announcements.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
}

/** Once paid, the shop takes what was bought out of the cart; the header's count follows. */
function useFreshCart(order: Order) {
  const { refresh } = useCart();
  const paid = isPaid(order);
  const wasPaid = useRef(paid);
  useEffect(() => {
    if (!paid || wasPaid.current) return;
    wasPaid.current = true;
    void refresh();
    const again = setTimeout(() => void refresh(), 2_000);
    return () => clearTimeout(again);
  }, [paid, refresh]);
}
