import { change, requestHash } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { Product, type ProductFields } from '../models/product';
import { decideCreation } from './product-decisions';

/**
 * Creates a product of a seller.
 * @param idempotencyKey a repeated request under the same key of the same seller gets the same product
 * @throws BadRequestError when the key was used for another request
 */
export function createProduct(
  userId: string,
  fields: ProductFields,
  idempotencyKey?: string,
): Promise<Product> {
  const id = new Types.ObjectId();
  const where = idempotencyKey === undefined ? { _id: id } : { userId, idempotencyKey };
  const hash = idempotencyKey === undefined ? undefined : requestHash(fields);
  return change(Product, where, (current, now) =>
    decideCreation(current, { id, userId, fields, requestHash: hash, now }),
  );
}
