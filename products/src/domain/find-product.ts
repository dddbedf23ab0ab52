import { NotFoundError } from '@datnxecommerce/common';
import { isListed, Product, PUBLIC_PROJECTION } from '../models/product';

/**
 * A product with its public fields; the caller checks that the id is well-formed.
 * @param viewerId the signed-in user, if any
 * @throws NotFoundError when there is no such product, or it is not listed and belongs to another seller
 */
export async function findProduct(id: string, viewerId?: string): Promise<Product> {
  const product = await Product.findById(id, PUBLIC_PROJECTION).lean();
  if (!product || !(isListed(product) || product.userId === viewerId)) throw new NotFoundError();
  return product;
}
