import type { Product } from '../../models/product';

/** The whole state of a product, as all its events carry it. */
export const productState = ({ _id, title, price, quantity, userId, version }: Product) => ({
  id: String(_id),
  title,
  price,
  quantity,
  userId,
  version,
});
