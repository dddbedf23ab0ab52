import { change, guardedUpsert, PaymentCreated } from '@datnxecommerce/common';
import { Cart } from '../models/cart';
import { OrderOwner } from '../models/order-owner';
import { Purchase } from '../models/purchase';
import { subtractPurchase } from './cart-decisions';

/**
 * A card was charged: what was bought leaves the buyer's cart, once, also when it is heard again long after and many
 * purchases later. A crash between the two writes is no gap: the event comes again, and the cart still knows it.
 * @throws Error when nobody has told yet who the buyer is; the broker brings the event again
 */
export async function removePurchasedItems(payment: PaymentCreated): Promise<void> {
  const key = PaymentCreated.keyOf(payment);
  if (await Purchase.exists({ _id: key })) return;
  const userId = payment.userId?.toLowerCase() ?? (await ownerOf(payment.orderId));
  const items = payment.items.map(({ productId, quantity }) => ({
    productId: productId.toLowerCase(),
    quantity,
  }));
  await change(Cart, { userId }, (current) => subtractPurchase(current, { userId, key, items }));
  await guardedUpsert(Purchase, { _id: key }, { $setOnInsert: { at: new Date() } });
}

async function ownerOf(orderId: string): Promise<string> {
  const owner = await OrderOwner.findById(orderId).lean();
  if (!owner) throw new Error(`the buyer of order ${orderId} is not known yet`);
  return owner.userId;
}
