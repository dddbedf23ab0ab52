import { byId, groupBy, isSold, type Books } from '../books';
import { dollars, toCents } from '../cents';
import type { LedgerRefund, StoredOrder, StoredPayment } from '../documents';
import { isCharged } from './charges';
import type { Finding } from './finding';

/** I4: what was taken less what went back is what the Complete orders cost, order by order and to the cent. */
export function moneyAddsUp(books: Books): Finding[] {
  const received = books.ledger ? receivedByStripe(books.ledger) : receivedByPayments(books.payments);
  const orders = byId(books.orders);
  const unknown = [...received].filter(([orderId, cents]) => !orders.has(orderId) && cents !== 0);
  return [
    ...books.orders.flatMap((order) => costs(order, received.get(order.id) ?? 0)),
    ...unknown.map(([orderId, cents]) => ({
      message: `${dollars(cents)} was taken for order "${orderId}", which is not there`,
      proof: { order: orderId, received: cents },
    })),
  ];
}

function costs(order: StoredOrder, received: number): Finding[] {
  const { id, status, total, items } = order;
  const totalCents = toCents(total);
  const linesCents = items.reduce(
    (sum, { priceSnapshot, quantity }) => sum + toCents(priceSnapshot) * quantity,
    0,
  );
  const due = status === 'Complete' ? totalCents : 0;
  const found: Finding[] = [];
  if (received !== due)
    found.push({
      message: `order ${id} is ${status} and costs ${dollars(due)}, but ${dollars(received)} was taken and kept for it`,
      proof: { order: id, status, total, received },
    });
  if (totalCents !== linesCents)
    found.push({
      message: `order ${id} has total ${total}, but its lines make ${dollars(linesCents)}`,
      proof: { order: id, total, items },
    });
  return found;
}

function receivedByStripe({ charges, refunds }: NonNullable<Books['ledger']>): Map<string, number> {
  const refundsOf = groupBy(refunds, ({ charge }) => charge);
  const received = new Map<string, number>();
  for (const { id, amount, metadata } of charges) {
    const order = metadata.orderId ?? '';
    const back = (refundsOf.get(id) ?? []).reduce((sum, refund) => sum + refund.amount, 0);
    received.set(order, (received.get(order) ?? 0) + amount - back);
  }
  return received;
}

/** Without Stripe's ledger: what payments believes. */
function receivedByPayments(payments: readonly StoredPayment[]): Map<string, number> {
  const received = new Map<string, number>();
  for (const { orderId, amountCents } of payments.filter(({ status }) => status === 'succeeded'))
    received.set(orderId, (received.get(orderId) ?? 0) + amountCents);
  return received;
}

/** I5: each charged payment belongs to a sold order, or to a cancelled one and went back in full, once. */
export function chargesEndOneWay({ payments, orders, ledger }: Books): Finding[] {
  const orderOf = byId(orders);
  const refundsOf = groupBy(ledger?.refunds ?? [], ({ charge }) => charge);
  const charged = payments.filter(isCharged);
  const paid = new Set(charged.map(({ orderId }) => orderId));
  return [
    ...charged.flatMap((payment) => {
      const order = orderOf.get(payment.orderId);
      const refunds = ledger && (refundsOf.get(payment.stripeId ?? '') ?? []);
      if (order && (isSale(payment, order, refunds) || isGivenBack(payment, order, refunds))) return [];
      const back = (refunds ?? []).map(({ id, amount }) => ({ id, amount }));
      return [
        {
          message: `payment ${payment.id} of ${dollars(payment.amountCents)} is ${payment.status}, its order is ${order ? `${order.status}, ${order.fulfilment}` : 'not there'}, and ${dollars(back.reduce((sum, { amount }) => sum + amount, 0))} went back`,
          proof: { payment, order: order ?? null, refunds: back },
        },
      ];
    }),
    ...orders
      .filter(({ id, status }) => status === 'Complete' && !paid.has(id))
      .map((order) => ({ message: `order ${order.id} is Complete without a charge`, proof: { order } })),
  ];
}

function isSale({ status }: StoredPayment, order: StoredOrder, refunds?: LedgerRefund[]): boolean {
  return status === 'succeeded' && isSold(order) && (refunds?.length ?? 0) === 0;
}

function isGivenBack(payment: StoredPayment, order: StoredOrder, refunds?: LedgerRefund[]): boolean {
  if (payment.status !== 'refunded' || order.status !== 'Cancelled' || !order.refunded) return false;
  return !refunds || (refunds.length === 1 && refunds[0]?.amount === payment.amountCents);
}
