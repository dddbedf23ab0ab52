import type { ApiClient } from './build-client';
import { changesOf, differingFields, type ProductField } from '../domain/product-fields';
import { showProduct, updateProduct } from './products';
import type { Product, ProductInput } from './types';

/** Tries at a product that changes between each read and write, before the seller is asked. */
const TRIES = 5;

/**
 * Saves what the seller changed, unless the same fields have changed since the form was opened.
 * Changes of other fields, such as sales while only the title was edited, are kept and do not stand in the way.
 * Returns null when all is saved; else the product as it is now: nothing was saved and the seller has to decide.
 * Throws ApiError.
 */
export async function saveProduct(
  client: ApiClient,
  opened: Product,
  input: ProductInput,
): Promise<Product | null> {
  const changes = changesOf(opened, input);
  const changed = Object.keys(changes) as ProductField[];
  if (changed.length === 0) return null;

  let current = opened;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const isSaved = await updateProduct(client, current, changes);
    if (isSaved) return null;
    current = await showProduct(client, opened.id);
    // The answer to an earlier request may have been lost.
    const missing = changesOf(current, input);
    if (!changed.some((name) => name in missing)) return null;
    const overlaps = differingFields(opened, current).some((name) => changed.includes(name));
    if (overlaps) break;
  }
  return current;
}
