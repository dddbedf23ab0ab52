import { NotFoundError } from '@datnxecommerce/common';
import { Product, PUBLIC_PROJECTION } from '../models/product';

/**
 * A product with its public fields; the caller checks that the id is well-formed.
 * @throws NotFoundError when there is no such product
 */
export async function findProduct(id: string): Promise<Product> {
  const product = await Product.findById(id, PUBLIC_PROJECTION).lean();
  if (!product) throw new NotFoundError();
  return product;
}
