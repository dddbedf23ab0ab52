import { isSold } from '../../../../infra/audit/src/books';
import { chargesArePayments } from '../../../../infra/audit/src/invariants/charges';
import { chargesEndOneWay, moneyAddsUp } from '../../../../infra/audit/src/invariants/money';
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

const stockAddsUp: Check = ({ products, orders }, { given }) =>
  products.flatMap(({ _id, quantity }) => {
    const id = String(_id);
    const sold = orders.filter(isSold).reduce((sum, order) => sum + piecesOf(order, id), 0);
    const due = (given.get(id) ?? 0) - sold;
    return quantity === due ? [] : [`I1: product ${id} has ${quantity} pieces, not ${due}`];
  });

const keysAskForOneThing: Check = ({ misusedKeys }) =>
  misusedKeys.map((key) => `I3: Stripe was asked for two things under ${key}`);

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
      const versions = events
        .filter(({ subject, data }) => subject.startsWith('product:') && data.id === String(_id))
        .map(({ data }) => Number(data.version));
      const first = [...new Set(versions)];
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
  keysAskForOneThing,
  noneIsDeadLettered,
  promisesAreKept,
  eventsAreComplete,
  cartsAddUp,
];

/** What the auditor checks of a running shop by nothing but its documents and Stripe's ledger. */
const AUDITED = {
  I3: chargesArePayments,
  I4: moneyAddsUp,
  I5: chargesEndOneWay,
  I6: stockMovesOnce,
  I7: replicasAreEqual,
};

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
