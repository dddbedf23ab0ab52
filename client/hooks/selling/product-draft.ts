import { productValuesOf, type ProductValues } from '../../domain/product-fields';
import type { Product } from '../../api/types';
import { parseStored, tabStore } from '../browser-storage';

/** What a seller has typed and not saved. */
interface ProductDraft {
  /** The product as the form was opened with it; null for a new one. */
  opened: Product | null;
  values: ProductValues;
  /** The name of a new product's form; empty for a known product. */
  requestKey: string;
}

/** Drafts of one tab, each for one form of one seller. They outlive a sign-in and a reload. */
export const productDraft = {
  keyOf: (userId: string | undefined, productId: string): string => `draft:${userId ?? ''}:${productId}`,

  read: (key: string): ProductDraft | null => {
    const stored = parseStored(tabStore.read(key));
    if (typeof stored !== 'object' || stored === null || !('values' in stored)) return null;
    const { values } = stored;
    if (typeof values !== 'object' || values === null) return null;
    const opened = 'opened' in stored && isProduct(stored.opened) ? stored.opened : null;
    const requestKey = 'requestKey' in stored ? String(stored.requestKey) : '';
    return { opened, values: productValuesOf(new Map(Object.entries(values))), requestKey };
  },

  write: (key: string, draft: ProductDraft): void => tabStore.write(key, JSON.stringify(draft)),
  remove: (key: string): void => tabStore.remove(key),
};

function isProduct(value: unknown): value is Product {
  return (
    typeof value === 'object' &&
    value !== null &&
    'title' in value &&
    typeof value.title === 'string' &&
    'version' in value &&
    Number.isInteger(value.version)
  );
}
