import { isListed, PUBLIC_FIELDS, type Product } from '../models/product';

type PublicFields = Pick<Product, (typeof PUBLIC_FIELDS)[number]>;

/** A product as every caller sees it. The fields are named one by one, so new internal fields stay hidden. */
export function presentProduct(product: Pick<Product, '_id'> & PublicFields): { id: string } & PublicFields {
  const shown = Object.fromEntries(PUBLIC_FIELDS.map((field) => [field, product[field]]));
  return { id: String(product._id), ...(shown as PublicFields), listed: isListed(product) };
}
