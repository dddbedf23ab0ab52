import { eventSource, OrderStatus, type OutboxEntry, type Stored } from '@datnxecommerce/common';
import { Order } from '../models/order';
import { orderCancelled } from './publishers/order-cancelled-publisher';
import { orderCreated } from './publishers/order-created-publisher';

/** The events of an order, exactly as they were the first time. */
function eventsOf(order: Stored<Order>): OutboxEntry[] {
  const placed = orderCreated.announce({ ...order, version: 0 });
  if (order.status !== OrderStatus.Cancelled) return [placed];
  return [placed, orderCancelled.announce({ ...order, version: versionWhenCancelled(order) })];
}

/** One dated fact, the end, for the shopper's own cancellation; two with the payment for one without goods. */
const versionWhenCancelled = ({ cancelReason }: Order): number => (cancelReason === 'out_of_stock' ? 2 : 1);

/** What orders tells again when the broker has lost its data. */
export const toldAgain = [eventSource<Order>(Order, eventsOf)];
