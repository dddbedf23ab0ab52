import type { ProductFields, SearchFields } from '../models/product';

/** Longest sort key; titles equal up to here are told apart by id. */
const TITLE_KEY_LENGTH = 200;

/** What a product is found and sorted by. */
export function searchFields({
  title,
  description = '',
  category,
}: Pick<ProductFields, 'title' | 'description' | 'category'>): SearchFields {
  return {
    words: wordsOf(`${title} ${description}`),
    title: normalise(title).slice(0, TITLE_KEY_LENGTH),
    ...(category && { category: normalise(category) }),
  };
}

/** The distinct words of a text, normalised; letters and digits only, so they mean nothing to a regular expression. */
export function wordsOf(text: string): string[] {
  return [...new Set(normalise(text).match(/[\p{L}\p{N}]+/gu))];
}

/** Without case and accents: `Điện THOẠI` and `dien thoai` are the same. */
export function normalise(text: string): string {
  return text.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replaceAll('đ', 'd'); // a letter of its own to Unicode, typed as d by those who search
}
