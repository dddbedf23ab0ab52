import { replicasAreEqual } from '../../../../infra/audit/src/invariants/replicas';
import { stockMovesOnce } from '../../../../infra/audit/src/invariants/stock-moves';
import type { Promised } from '../world/shoppers';
import type { World } from '../world/world';
import { booksOf } from './books';
import { cartsAddUp } from './carts';
import type { History } from './history';
import { piecesOf, storedIn, type StoredInWorld } from './stored';
import { timelinesAreTheHistory } from './timelines';

type Check = (stored: StoredInWorld, history: History, promised: Promised) => string[];

const isSold = ({ status, fulfilment }: { status: string; fulfilment: string }): boolean =>
  status === 'Complete' && fulfilment === 'confirmed';

const stockAddsUp: Check = ({ products, orders }, { given }) =>
  products.flatMap(({ _id, quantity }) => {
    const id = String(_id);
    const sold = orders.filter(isSold).reduce((sum, order) => sum + piecesOf(order, id), 0);
    const due = (given.get(id) ?? 0) - sold;
    return quantity === due ? [] : [`I1: product ${id} has ${quantity} pieces, not ${due}`];
  });

const chargesBelongToPayments: Check = ({ charges, payments, misusedKeys }) => {
  const charged = payments.filter(({ stripeId }) => stripeId !== undefined);
  const twice = charges.filter(({ orderId }, i) => charges.findIndex((c) => c.orderId === orderId) !== i);
  const orphans = charges.filter(({ stripeId }) => !charged.some((payment) => payment.stripeId === stripeId));
  const invented = charged.filter(({ stripeId }) => !charges.some((charge) => charge.stripeId === stripeId));
  return [
    ...twice.map(({ orderId }) => `I3: order ${orderId} was charged twice`),
    ...orphans.map(({ stripeId }) => `I3: charge ${stripeId} belongs to no payment`),
    ...invented.map(({ orderId }) => `I3: the payment of ${orderId} took no money`),
    ...misusedKeys.map((key) => `I3: Stripe was asked for two things under ${key}`),
  ];
};

const moneyAddsUp: Check = ({ charges, refunds, orders }) => {
  const kept =
    charges.reduce((sum, { amountCents }) => sum + amountCents, 0) -
    refunds.reduce((sum, { amountCents }) => sum + amountCents, 0);
  const due = orders
    .filter(({ status }) => status === 'Complete')
    .reduce((sum, { total }) => sum + Math.round(total * 100), 0);
  return kept === due ? [] : [`I4: ${kept} cents were kept, ${due} are due`];
};

const paymentsEndOneWay: Check = ({ charges, refunds, orders, payments }) =>
  charges.flatMap(({ orderId, stripeId }) => {
    const order = orders.find(({ _id }) => String(_id) === orderId);
    const isRefunded = refunds.filter((refund) => refund.stripeId === stripeId).length === 1;
    const payment = payments.find((each) => each.stripeId === stripeId);
    const isComplete = order && isSold(order) && !isRefunded && payment?.status === 'succeeded';
    const isReturned =
      order?.status === 'Cancelled' && order.refunded && isRefunded && payment?.status === 'refunded';
    if (isComplete || isReturned) return [];
    const end = `order ${order?.status}/${order?.fulfilment}, payment ${payment?.status}`;
    return [`I5: charge ${stripeId} ends as ${end}, refunded ${isRefunded}`];
  });

const completeIsCharged: Check = ({ orders, charges }) =>
  orders
    .filter(({ status }) => status === 'Complete')
    .filter(({ _id }) => !charges.some(({ orderId }) => orderId === String(_id)))
    .map(({ _id }) => `I5: order ${String(_id)} is Complete without a charge`);

const noneIsDeadLettered: Check = ({ deadLetters }) =>
  deadLetters.map(({ _id, reason }) => `I8: ${_id} is a dead letter: ${reason}`);

const promisesAreKept: Check = ({ products, orders, payments }, _history, promised) => [
  ...promised.products
    .filter(({ id, version }) => !products.some((p) => String(p._id) === id && p.version >= version))
    .map(({ id, version }) => `I9: product ${id} is not at version ${version}`),
  ...promised.orders
    .filter(({ id, userId }) => !orders.some((o) => String(o._id) === id && o.userId === userId))
    .map(({ id }) => `I9: order ${id} is gone`),
  ...promised.cancelled
    .filter((id) => !orders.some((order) => String(order._id) === id && order.status === 'Cancelled'))
    .map((id) => `I9: order ${id} is no longer cancelled`),
  ...promised.paid
    .filter(
      ({ orderId, stripeId }) => !payments.some((p) => p.orderId === orderId && p.stripeId === stripeId),
    )
    .map(({ orderId }) => `I9: the payment of ${orderId} is gone`),
];

const eventsAreComplete: Check = ({ events, products, orders }) => {
  const cancelled = new Set(
    events.filter(({ subject }) => subject === 'order:cancelled').map(({ data }) => data.id),
  );
  return [
    ...products.flatMap(({ _id, version }) => {
      const told = events
        .filter(({ subject, data }) => subject.startsWith('product:') && data.id === String(_id))
        .map(({ data }) => Number(data.version));
      const first = [...new Set(told)];
      const isInOrder = first.length === version + 1 && first.every((each, i) => each === i);
      return isInOrder ? [] : [`I11: product ${String(_id)} at ${version} was published as ${first.join()}`];
    }),
    ...orders
      .filter(({ _id, status }) => cancelled.has(String(_id)) !== (status === 'Cancelled'))
      .map(({ _id, status }) => `I11: order ${String(_id)} is ${status}, and its event says otherwise`),
  ];
};

const CHECKS: Check[] = [
  stockAddsUp,
  chargesBelongToPayments,
  moneyAddsUp,
  paymentsEndOneWay,
  completeIsCharged,
  noneIsDeadLettered,
  promisesAreKept,
  eventsAreComplete,
  cartsAddUp,
];

/** What the auditor checks of a running shop by nothing but its documents. */
const AUDITED = { I6: stockMovesOnce, I7: replicasAreEqual };

/** What does not hold of a quiescent world, by the numbers of docs/reliability.md; empty when all holds. */
export function violationsOnceQuiescent(world: World, history: History, promised: Promised): string[] {
  const stored = storedIn(world);
  const books = booksOf(world);
  return [
    ...history.violations,
    ...CHECKS.flatMap((check) => check(stored, history, promised)),
    ...Object.entries(AUDITED).flatMap(([number, check]) =>
      check(books).map(({ message }) => `${number}: ${message}`),
    ),
    ...timelinesAreTheHistory(books, stored),
  ];
}
