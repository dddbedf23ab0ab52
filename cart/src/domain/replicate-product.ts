import { isDuplicateKey, type ProductUpdated } from '@datnxecommerce/common';
import { ProductReplica } from '../models/product-replica';

/**
 * Keeps the newest state of a product. Each event carries the whole state, so a newer version applies whenever it
 * comes, and an older one or the same again changes nothing.
 */
export async function replicateProduct(product: ProductUpdated): Promise<void> {
  const { id, title, price, quantity, version } = product;
  const state = { title, price, quantity, version };
  const ifOlder = { _id: id, version: { $lt: version } };
  try {
    await ProductReplica.updateOne(ifOlder, state, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // It is there: in a newer state, or in an older one that was inserted at the same moment.
    await ProductReplica.updateOne(ifOlder, state);
  }
}
