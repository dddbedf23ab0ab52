import {
  change,
  guardedUpsert,
  PaymentCreated,
  readMany,
  readOne,
  RejectedEventError,
} from '@datnxecommerce/common';
import { Cart, type CartLine } from '../models/cart';
import { Purchase } from '../models/purchase';
import { decidePurchase } from './cart-decisions';

/** What was paid for; only order:created says whose cart that was in. */
export interface OwnerlessPayment {
  orderId: string;
  /** The key of payment:created. */
  key: string;
  items: CartLine[];
}

/** How long a payment waits for the owner of its order. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

/**
 * Removes what was paid for from the owner's cart, once, however often and however late the event is delivered. A
 * payment waits for order:created of its order and blocks no event behind it: its own word alone empties no cart.
 * @throws RejectedEventError when it names another user than its order
 */
export async function removePurchasedItems(payment: PaymentCreated): Promise<void> {
  const { orderId, userId, items } = payment;
  const ownerless = { orderId, key: PaymentCreated.keyOf(payment), items };
  const owner = (await readOne<Purchase>(Purchase, { _id: orderId }, { userId: 1 }))?.userId;
  if (!owner) return recordPayment(ownerless);
  if (userId && userId !== owner) throw new RejectedEventError(`order ${orderId} is of another user`);
  return removeOnce(owner, ownerless);
}

/** Records a payment, and removes its items if the owner is known. The first payment of an order stays. */
export async function recordPayment({ orderId, key, items }: OwnerlessPayment): Promise<void> {
  const expiresAt = new Date(Date.now() + KEPT_MS);
  await guardedUpsert(
    Purchase,
    { _id: orderId, key: { $exists: false } },
    { $set: { key, items, expiresAt } },
  );
  await removeIfComplete(orderId);
}

/** Both events write their part first and call this afterwards, so the later of the two finds both parts. */
export async function removeIfComplete(orderId: string): Promise<void> {
  const { userId, key, items } = (await readOne<Purchase>(Purchase, { _id: orderId })) ?? {};
  if (userId && key && items) await removeOnce(userId, { orderId, key, items });
}

/** After a crash between the two writes the event is redelivered, and the inbox of the cart still holds its key. */
async function removeOnce(userId: string, { orderId, key, items }: OwnerlessPayment): Promise<void> {
  // Compatibility: a document named by the key of a payment is of an earlier version.
  const isRemoved = { $or: [{ _id: orderId, removedAt: { $exists: true } }, { _id: key }] };
  const [removed] = await readMany(Purchase, isRemoved, { projection: { _id: 1 }, limit: 1 });
  if (removed) return;
  await change(Cart, { userId }, (current) => decidePurchase(current, { userId, key, items }));
  await guardedUpsert(
    Purchase,
    { _id: orderId, removedAt: { $exists: false } },
    { $set: { key, removedAt: new Date() }, $unset: { items: 1, expiresAt: 1 } },
  );
}
