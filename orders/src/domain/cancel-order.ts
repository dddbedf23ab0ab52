import { change } from '@datnxecommerce/common';
import { Order } from '../models/order';
import { decideCancellation } from './order-decisions';

/**
 * Cancels a shopper's own order and announces it; a cancelled one stays as it is.
 * Whichever of this and the payment is written first into the order wins.
 * @throws NotFoundError when the user has no such order
 * @throws BadRequestError when it is Complete
 */
export async function cancelOrder(userId: string, id: string): Promise<void> {
  await change(Order, { _id: id }, (order, now) => decideCancellation(order, userId, now));
}
