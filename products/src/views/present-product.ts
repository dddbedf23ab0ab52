import { piecesSold } from '../domain/stock-ledger';
import { isListed, PUBLIC_FIELDS, type Product } from '../models/product';

type PublicFields = Pick<Product, (typeof PUBLIC_FIELDS)[number]>;

/** A product as every caller sees it. The fields are named one by one, so new internal fields stay hidden. */
export function presentProduct(product: Pick<Product, '_id'> & PublicFields): { id: string } & PublicFields {
  const shown: Record<string, unknown> = { id: String(product._id) };
  for (const field of PUBLIC_FIELDS) shown[field] = product[field];
  shown.listed = isListed(product);
  return shown as { id: string } & PublicFields;
}

/** A product as its seller sees it in the list of their own: with the number of pieces sold, where it is known. */
export function presentOwnProduct(
  product: Parameters<typeof presentProduct>[0] & Pick<Product, 'stockLedger'>,
) {
  return { ...presentProduct(product), sold: piecesSold(product) };
}
