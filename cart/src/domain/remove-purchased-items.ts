import { change, guardedUpsert, PaymentCreated } from '@datnxecommerce/common';
import { Cart } from '../models/cart';
import { OrderOwner } from '../models/order-owner';
import { OwnerlessPurchase } from '../models/ownerless-purchase';
import { Purchase } from '../models/purchase';
import { subtractPurchase, type Purchase as Bought } from './cart-decisions';

/**
 * A card was charged: what was bought leaves the buyer's cart, once, also when it is heard again long after and many
 * purchases later. One that does not name its buyer is set down first: if nobody has told of its order yet, it waits
 * there, and holds up no event behind it.
 */
export async function removePurchasedItems(payment: PaymentCreated): Promise<void> {
  const key = PaymentCreated.keyOf(payment);
  const { orderId, userId, items } = payment;
  if (userId) return takeOut({ userId, key, items });
  await guardedUpsert(OwnerlessPurchase, { _id: key }, { $setOnInsert: { orderId, items, at: new Date() } });
  await removeOwnerlessPurchases(orderId);
}

/**
 * Takes out what waits for the buyer of an order, if he is known by now. Who tells of the buyer and who sets a purchase
 * down both write first and call this then, so one of the two finds both, whatever comes between.
 */
export async function removeOwnerlessPurchases(orderId: string): Promise<void> {
  const waiting = await OwnerlessPurchase.find({ orderId }).lean();
  if (waiting.length === 0) return;
  const owner = await OrderOwner.findById(orderId).lean();
  if (!owner) return;
  for (const { _id, items } of waiting) {
    await takeOut({ userId: owner.userId, key: _id, items });
    await OwnerlessPurchase.deleteOne({ _id });
  }
}

/** A crash between the two writes is no gap: the event comes again, and the cart still knows it. */
async function takeOut(purchase: Bought): Promise<void> {
  const { userId, key } = purchase;
  if (await Purchase.exists({ _id: key })) return;
  await change(Cart, { userId }, (current) => subtractPurchase(current, purchase));
  await guardedUpsert(Purchase, { _id: key }, { $setOnInsert: { at: new Date() } });
}
