import { guardedUpsert, type ProductUpdated } from '@datnxecommerce/common';
import { ProductReplica } from '../models/product-replica';

/** Keeps the newest version of a product, whatever the order and number of its events. */
export async function replicateProduct({ id, title, version }: ProductUpdated): Promise<void> {
  await guardedUpsert(ProductReplica, { _id: id, version: { $lt: version } }, { $set: { title, version } });
}
