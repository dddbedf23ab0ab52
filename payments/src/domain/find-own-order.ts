import { NotFoundError, ServiceUnavailableError, waitFor } from '@datnxecommerce/common';
import { OrderReplica } from '../models/order-replica';
import type { PaymentDesk } from './payment-desk';

/**
 * The caller's own order. Waits briefly for an order whose event is still under way, also while the bus is not
 * connected: a process that has just started connects in a moment, and another replica may have stored the order.
 * The wait is on id and owner together, so the time of a 404 does not tell whether the order exists.
 * @throws NotFoundError for an unknown order and for another user's
 * @throws ServiceUnavailableError for the same while no order events arrive
 */
export async function findOwnOrder(
  desk: Pick<PaymentDesk, 'hearsOfOrders'>,
  userId: string,
  orderId: string,
): Promise<OrderReplica> {
  const order = await waitFor(() => OrderReplica.findOne({ _id: orderId, userId }).lean());
  if (order) return order;
  throw desk.hearsOfOrders() ? new NotFoundError() : new ServiceUnavailableError();
}
