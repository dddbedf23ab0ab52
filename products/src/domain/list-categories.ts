import { LISTED, Product } from '../models/product';

/** A category in use. */
export interface Category {
  name: string;
  /** How many products have it. */
  count: number;
}

/** One spelling of a category. */
interface Spelling extends Category {
  /** What all spellings of a category have in common. */
  key: string;
}

/** Counts the listed products of every category, as they are now; sorted by name. */
export async function listCategories(): Promise<Category[]> {
  return mergeSpellings(
    await Product.aggregate<Spelling>([
      { $match: { 'search.category': { $type: 'string' }, ...LISTED } },
      { $group: { _id: { key: '$search.category', name: '$category' }, count: { $sum: 1 } } },
      { $project: { _id: 0, key: '$_id.key', name: '$_id.name', count: 1 } },
    ]),
  );
}

/** `Home` and `home` are one category, named as most of its products spell it. */
export function mergeSpellings(spellings: readonly Spelling[]): Category[] {
  const categories = new Map<string, Category>();
  const byUse = spellings.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  for (const { key, name, count } of byUse) {
    const category = categories.get(key) ?? { name, count: 0 };
    categories.set(key, { ...category, count: category.count + count });
  }
  return [...categories].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, category]) => category);
}
