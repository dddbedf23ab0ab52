import { isDuplicateKey, type ProductUpdated } from '@datnxecommerce/common';
import { ProductReplica } from '../models/product-replica';

/** Keeps the newest version of a product, in whatever order and however often its events come. */
export async function replicateProduct(product: ProductUpdated): Promise<void> {
  const { id, title, price, quantity, userId, version } = product;
  const isOlder = { _id: id, version: { $lt: version } };
  const state = { title, price, quantity, userId, version };
  try {
    await ProductReplica.updateOne(isOlder, state, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // There is one now. It may be older all the same: inserted between our look and our insert.
    await ProductReplica.updateOne(isOlder, state);
  }
}
