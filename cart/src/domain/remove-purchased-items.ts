import { change, PaymentCreated } from '@datnxecommerce/common';
import { Cart } from '../models/cart';
import { OrderOwner } from '../models/order-owner';
import { subtractPurchase } from './cart-decisions';

/**
 * A card was charged: what was bought leaves the buyer's cart, once.
 * @throws Error when nobody has told yet who the buyer is; the broker brings the event again
 */
export async function removePurchasedItems(payment: PaymentCreated): Promise<void> {
  const userId = payment.userId?.toLowerCase() ?? (await ownerOf(payment.orderId));
  const key = PaymentCreated.keyOf(payment);
  const items = payment.items.map(({ productId, quantity }) => ({
    productId: productId.toLowerCase(),
    quantity,
  }));
  await change(Cart, { userId }, (current) => subtractPurchase(current, { userId, key, items }));
}

async function ownerOf(orderId: string): Promise<string> {
  const owner = await OrderOwner.findById(orderId).lean();
  if (!owner) throw new Error(`the buyer of order ${orderId} is not known yet`);
  return owner.userId;
}
