import { isListed, PUBLIC_FIELDS, type Product } from '../models/product';

type PublicFields = Pick<Product, (typeof PUBLIC_FIELDS)[number]>;

/** A product as every caller sees it. The fields are named one by one, so new internal fields stay hidden. */
export function presentProduct(product: Pick<Product, '_id'> & PublicFields): { id: string } & PublicFields {
  const shown: Record<string, unknown> = { id: String(product._id) };
  for (const field of PUBLIC_FIELDS) shown[field] = product[field];
  shown.listed = isListed(product);
  return shown as { id: string } & PublicFields;
}
