import { BadRequestError, NotFoundError, ServiceUnavailableError, waitFor } from '@datnxecommerce/common';
import { OrderReplica } from '../models/order-replica';
import type { BoughtItem } from '../models/payment';
import type { PaymentDesk } from './payment-desk';

/** What Stripe charges at least and at most, in cents. */
const MIN_CENTS = 50;
const MAX_CENTS = 99_999_999;

export interface PayableOrder {
  id: string;
  userId: string;
  items: BoughtItem[];
  amountCents: number;
}

/**
 * The shopper's own order, if it may be paid. Waits a moment for an order whose event is still under way; also while
 * this process hears nothing: one that has just started will in a moment, and a copy of it may have heard.
 * @throws NotFoundError for an unknown order and for another shopper's
 * @throws ServiceUnavailableError for an unknown order while no news of orders come in
 * @throws BadRequestError for a cancelled order, or a total that no card can be charged
 */
export async function findPayableOrder(
  desk: PaymentDesk,
  userId: string,
  orderId: string,
): Promise<PayableOrder> {
  const read = () => OrderReplica.findOne({ _id: orderId, userId: { $exists: true } }).lean();
  const order = await waitFor(read);
  if (!order && !desk.hearsOfOrders()) throw new ServiceUnavailableError();
  if (!order || order.userId !== userId) throw new NotFoundError();
  if (order.cancelled) throw new BadRequestError('Order is cancelled');
  const { items = [], total = 0 } = order;
  const amountCents = Math.round(total * 100); // exact for a checked price of at most two decimals
  if (amountCents < MIN_CENTS || amountCents > MAX_CENTS) {
    throw new BadRequestError('Order total must be between $0.50 and $999,999.99');
  }
  // The stored id, not the one that was sent: another spelling of it must not become another payment.
  return { id: String(order._id), userId, items, amountCents };
}
