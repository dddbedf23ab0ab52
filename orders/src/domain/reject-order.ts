import { change, type StockRejected } from '@datnxecommerce/common';
import { Order } from '../models/order';
import { decideEvent } from './order-lifecycle';

/**
 * The paid order came too late for the last piece: it ends, and order:cancelled sends the money back.
 * @throws RejectedEventError when there is no such order, it is of other items, or stock has confirmed it
 */
export async function rejectOrder({ orderId, items }: StockRejected): Promise<void> {
  const event = { subject: 'stock:rejected', items } as const;
  await change(Order, { _id: orderId }, (order) => decideEvent(order, event, new Date()));
}
