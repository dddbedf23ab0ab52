import { change, guardedUpsert, PaymentCreated, type OrderCreated } from '@datnxecommerce/common';
import { decidePurchase } from '../domain/cart-decisions';
import { Cart, type CartLine } from '../models/cart';
import { OrderOwner, OwnerlessPurchase } from '../models/earlier-purchases';
import { Purchase } from '../models/purchase';

/** The handlers of commit 6e4af39, for a rolling update in which replicas of both versions run. */

export async function earlierOrderCreated({ id, userId }: OrderCreated): Promise<void> {
  await guardedUpsert(
    OrderOwner,
    { _id: id, $or: [{ userId: { $exists: false } }, { stale: true }] },
    { $set: { userId }, $unset: { stale: 1 } },
  );
  await removeOwnerlessPurchases(id);
}

export async function earlierPaymentCreated(payment: PaymentCreated): Promise<void> {
  const key = PaymentCreated.keyOf(payment);
  const { orderId, userId, items } = payment;
  if (userId) return takeOut(userId, key, items);
  await guardedUpsert(OwnerlessPurchase, { _id: key }, { $setOnInsert: { orderId, items } });
  await removeOwnerlessPurchases(orderId);
}

async function removeOwnerlessPurchases(orderId: string): Promise<void> {
  const waiting = await OwnerlessPurchase.find({ orderId }).lean();
  if (waiting.length === 0) return;
  const owner = await OrderOwner.findById(orderId).lean();
  if (!owner) return;
  for (const { _id, items } of waiting) {
    await takeOut(owner.userId, _id, items);
    await OwnerlessPurchase.deleteOne({ _id });
  }
}

async function takeOut(userId: string, key: string, items: CartLine[]): Promise<void> {
  if (await Purchase.exists({ _id: key })) return;
  await change(Cart, { userId }, (current) => decidePurchase(current, { userId, key, items }));
  await guardedUpsert(Purchase, { _id: key }, { $setOnInsert: { at: new Date() } });
}
