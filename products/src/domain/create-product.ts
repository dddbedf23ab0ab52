import { createHash } from 'node:crypto';
import { change } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { Product, type ProductFields } from '../models/product';
import { create } from './product-decisions';

/**
 * A seller puts a product up.
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
  const requestHash = idempotencyKey === undefined ? undefined : hashOf(fields);
  return change(Product, where, (current) =>
    create(current, { id, userId, fields, requestHash, now: new Date() }),
  );
}

function hashOf(fields: ProductFields): string {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url');
}
