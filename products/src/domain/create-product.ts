import { change, create, requestHash } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { Product, type ProductFields } from '../models/product';
import { decideCreation, decideNewProduct } from './product-decisions';

export interface ProductLimits {
  /** The most products of one seller; no limit when absent. */
  maxPerSeller?: number;
}

export interface ProductRequest {
  userId: string;
  fields: ProductFields;
  /** A repeated request under the same key of the same seller gets the same product. */
  idempotencyKey?: string;
}

/**
 * Creates a product of a seller.
 * @throws BadRequestError when the key was used for another request, or the seller has too many products
 */
export async function createProduct(
  limits: ProductLimits,
  { userId, fields, idempotencyKey }: ProductRequest,
): Promise<Product> {
  const id = new Types.ObjectId();
  if (idempotencyKey === undefined) {
    const hasRoom = await hasRoomForProduct(limits, userId);
    return create<Product, Product>(Product, id, (now) =>
      decideNewProduct({ id, userId, fields, now, hasRoom }),
    );
  }
  const hash = requestHash(fields);
  return change(
    Product,
    { userId, idempotencyKey },
    (current, now, hasRoom) =>
      decideCreation(current, { id, userId, fields, requestHash: hash, now, hasRoom }),
    () => hasRoomForProduct(limits, userId),
  );
}

/** Whether the seller may have one more product. */
async function hasRoomForProduct({ maxPerSeller }: ProductLimits, userId: string): Promise<boolean> {
  if (maxPerSeller === undefined) return true;
  return (await Product.countDocuments({ userId }, { limit: maxPerSeller })) < maxPerSeller;
}
