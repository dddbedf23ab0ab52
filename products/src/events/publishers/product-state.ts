import { isListed, type Product } from '../../models/product';

/** The whole state of a product, as all its events carry it. */
export const productState = (product: Product) => ({
  id: String(product._id),
  title: product.title,
  price: product.price,
  quantity: product.quantity,
  userId: product.userId,
  listed: isListed(product),
  version: product.version,
});
