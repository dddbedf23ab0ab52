import { eventSource, OrderStatus, type OutboxEntry, type Stored } from '@datnxecommerce/common';
import { Order } from '../models/order';
import { orderCancelled } from './publishers/order-cancelled-publisher';
import { orderCreated } from './publishers/order-created-publisher';

/** The events of an order, exactly as they were published first. */
function eventsOf(order: Stored<Order>): OutboxEntry[] {
  const placed = orderCreated.announce({ ...order, version: 0 }, order.createdAt);
  if (order.status !== OrderStatus.Cancelled) return [placed];
  const cancelled = { ...order, version: versionWhenCancelled(order) };
  return [placed, orderCancelled.announce(cancelled, order.cancelledAt ?? order.updatedAt)];
}

/** A cancellation by the shopper is the first dated fact of an order; out of stock is the second, after the payment. */
const versionWhenCancelled = ({ cancelReason }: Order): number => (cancelReason === 'out_of_stock' ? 2 : 1);

/** What orders republishes after the broker restarted empty. */
export const eventSources = [eventSource<Order>(Order, eventsOf)];
