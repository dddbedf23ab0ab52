import { change } from '@datnxecommerce/common';
import { Product } from '../models/product';
import { edit, type Edit } from './product-decisions';

/**
 * A seller changes a product of theirs.
 * @throws NotFoundError, ForbiddenError for another seller, PreconditionFailedError for another version
 */
export function updateProduct(id: string, request: Omit<Edit, 'now'>): Promise<Product> {
  return change(Product, { _id: id }, (current) => edit(current, { ...request, now: new Date() }));
}
