import { byId, groupBy, type Books } from '../books';
import type { OrderStatus, StoredOrder } from '../documents';
import { eventsOf, type EventLog } from '../event-log';
import { observed, type ObservationOf } from '../observations';
import type { Finding } from './finding';

/** I10: each order took a path that its state machine allows. */
export function ordersFollowTheirStates(books: Books): Finding[] {
  const orders = byId(books.orders);
  const seen = groupBy(observed(books.observations, 'status'), ({ orderId }) => orderId);
  return [
    ...books.orders.flatMap(impossibleState),
    ...[...seen].flatMap(([orderId, statuses]) => impossiblePath(statuses, orders.get(orderId), orderId)),
    ...observed(books.observations, 'final')
      .filter(({ orderId, status }) => orders.get(orderId)?.status !== status)
      .map(({ orderId, status }) => ({
        message: `order ${orderId} ended ${status} and is ${orders.get(orderId)?.status ?? 'not there'} now`,
        proof: { order: orderId, ended: status, now: orders.get(orderId)?.status ?? null },
      })),
    ...(books.log ? contradictions(books.orders, books.log) : []),
  ];
}

/** Whether an order that was seen in one status can be in another later on. */
function canBecome(from: OrderStatus, to: OrderStatus, order?: StoredOrder): boolean {
  if (from === to) return true;
  if (from === 'Created') return true;
  return from === 'Complete' && to === 'Cancelled' && (!order || order.cancelReason === 'out_of_stock');
}

function impossiblePath(
  seen: readonly ObservationOf<'status'>[],
  order: StoredOrder | undefined,
  orderId: string,
): Finding[] {
  const path = [...seen.map(({ status }) => status), ...(order ? [order.status] : [])];
  const steps = path.slice(1).map((to, index) => [path[index] ?? to, to] as const);
  if (order && steps.every(([from, to]) => canBecome(from, to, order))) return [];
  const shown = path.filter((status, index) => status !== path[index - 1]);
  return [
    {
      message: `order ${orderId} was seen as ${shown.join(', then ')}${order ? '' : ', and is not there now'}`,
      proof: { order: orderId, seen, now: order?.status ?? null, cancelReason: order?.cancelReason ?? null },
    },
  ];
}

/** The facts of an order fit together, and its version counts those that have a date. */
function impossibleState(order: StoredOrder): Finding[] {
  const { id, status, fulfilment, paid, refunded, cancelReason, version } = order;
  const dates = [order.paidAt, order.confirmedAt, order.cancelledAt, order.refundedAt];
  const facts = {
    'its version is not the number of its dates': version === dates.filter(Boolean).length,
    'it is dated otherwise than it is':
      paid === Boolean(order.paidAt) &&
      (fulfilment === 'confirmed') === Boolean(order.confirmedAt) &&
      (status === 'Cancelled') === Boolean(order.cancelledAt) &&
      refunded === Boolean(order.refundedAt),
    'no order is like that':
      (status === 'Created' && fulfilment === 'none' && !paid && !refunded && !cancelReason) ||
      (status === 'Complete' &&
        ['pending', 'confirmed'].includes(fulfilment) &&
        paid &&
        !refunded &&
        !cancelReason) ||
      (status === 'Cancelled' && cancelReason === 'user' && fulfilment === 'none' && (paid || !refunded)) ||
      (status === 'Cancelled' && cancelReason === 'out_of_stock' && fulfilment === 'rejected' && paid),
  };
  return Object.entries(facts).flatMap(([problem, holds]) =>
    holds ? [] : [{ message: `order ${id} is ${status}, and ${problem}`, proof: { order } }],
  );
}

/** What products said of an order's stock, and what the order made of it. */
function contradictions(orders: readonly StoredOrder[], log: EventLog): Finding[] {
  const [confirmed, rejected] = ['stock:confirmed', 'stock:rejected'].map(
    (subject) => new Set(eventsOf(log, subject, 'orderId').map(({ fields }) => fields.orderId)),
  ) as [Set<string>, Set<string>];
  return orders.flatMap((order) => {
    const { id, status, fulfilment, cancelReason } = order;
    const said = { confirmed: confirmed.has(id), rejected: rejected.has(id) };
    const problem =
      (said.confirmed && said.rejected && 'stock was both confirmed and rejected') ||
      (fulfilment === 'confirmed' && !log.incomplete && !said.confirmed && 'stock never confirmed it') ||
      (cancelReason === 'out_of_stock' && !log.incomplete && !said.rejected && 'stock never rejected it') ||
      (said.rejected && status !== 'Cancelled' && 'stock rejected it');
    return problem
      ? [{ message: `order ${id} is ${status}, ${fulfilment}, but ${problem}`, proof: { order, said } }]
      : [];
  });
}
