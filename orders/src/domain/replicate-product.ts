import { guardedUpsert, refuseVersionJump, type ProductUpdated } from '@datnxecommerce/common';
import { ProductReplica } from '../models/product-replica';

/**
 * Keeps the newest version of a product, whatever the order and number of its events.
 * @throws RejectedEventError when the version is absurdly far ahead
 */
export async function replicateProduct(product: ProductUpdated): Promise<void> {
  const { id, title, price, quantity, userId, version, listed } = product;
  const state = { title, price, quantity, userId, version, ...(listed !== undefined && { listed }) };
  await refuseVersionJump(ProductReplica, product);
  await guardedUpsert(ProductReplica, { _id: id, version: { $lt: version } }, { $set: state });
}
