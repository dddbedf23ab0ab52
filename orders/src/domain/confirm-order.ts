import { change, type StockConfirmed } from '@datnxecommerce/common';
import { Order } from '../models/order';
import { decideEvent } from './order-lifecycle';

/**
 * All items of the paid order were taken from stock.
 * @throws RejectedEventError when there is no such order, or it is of other items
 */
export async function confirmOrder({ orderId, items }: StockConfirmed): Promise<void> {
  const event = { subject: 'stock:confirmed', items } as const;
  await change(Order, { _id: orderId }, (order) => decideEvent(order, event, new Date()));
}
