import { NotFoundError, readOne } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { isListed, Product, PUBLIC_PROJECTION } from '../models/product';

/**
 * A product with its public fields; the caller checks that the id is well-formed.
 * @param viewerId the signed-in user, if any
 * @throws NotFoundError when there is no such product, or it is not listed and belongs to another seller
 */
export async function findProduct(id: string, viewerId?: string): Promise<Product> {
  const product = await readOne<Product>(Product, { _id: new Types.ObjectId(id) }, PUBLIC_PROJECTION);
  if (!product || !(isListed(product) || product.userId === viewerId)) throw new NotFoundError();
  return product;
}
