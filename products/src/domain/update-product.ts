import { change } from '@datnxecommerce/common';
import { Product } from '../models/product';
import { decideEdit, type Edit } from './product-decisions';

/**
 * Changes a product of a seller.
 * @throws NotFoundError, ForbiddenError for another seller, PreconditionFailedError for another version
 */
export function updateProduct(id: string, request: Omit<Edit, 'now'>): Promise<Product> {
  return change(Product, { _id: id }, (current, now) => decideEdit(current, { ...request, now }));
}
