import { Product } from '../models/product';
import { conditionsOf, type ProductFilter } from './find-products';
import { normalise } from './search-fields';

/** A category in use. */
export interface Category {
  name: string;
  /** How many products have it. */
  count: number;
}

/**
 * Counts the listed products of every category that match, as they are now; sorted by name. Without a filter it reads
 * an index and no product.
 * @param limit leaves out all but so many categories, those with the most products
 */
export async function listCategories(filter: ProductFilter = {}, limit?: number): Promise<Category[]> {
  const categories = mergeSpellings(
    await Product.aggregate<Category>([
      { $match: { category: { $gt: '' }, $and: conditionsOf(filter) } },
      { $group: { _id: '$category', count: { $sum: 1 } } },
      { $project: { _id: 0, name: '$_id', count: 1 } },
    ]),
  );
  return categories
    .sort(([, a], [, b]) => b.count - a.count)
    .slice(0, limit)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, category]) => category);
}

/** `Home` and `home` are one category, named as most of its products spell it. */
function mergeSpellings(spellings: readonly Category[]): [key: string, category: Category][] {
  const categories = new Map<string, Category>();
  const byUse = spellings.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  for (const { name, count } of byUse) {
    const key = normalise(name);
    const category = categories.get(key) ?? { name, count: 0 };
    categories.set(key, { ...category, count: category.count + count });
  }
  return [...categories];
}
