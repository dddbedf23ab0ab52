import { isDuplicateKey, type OrderCreated } from '@datnxecommerce/common';
import { OrderOwner } from '../models/order-owner';

/** Keeps who placed an order; it never changes, so the first word stands. */
export async function rememberOrderOwner({ id, userId }: OrderCreated): Promise<void> {
  try {
    await OrderOwner.create({ _id: id, userId: userId.toLowerCase() });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}
