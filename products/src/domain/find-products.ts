import { findPage, type Page, type PageRequest, type PageSort } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { LISTED, Product, PUBLIC_PROJECTION } from '../models/product';
import { normalise, queryWords } from './search-fields';

export const SORT_NAMES = ['-createdAt', 'price', '-price', 'title'] as const;
export type SortName = (typeof SORT_NAMES)[number];

export interface ProductFilter {
  q?: string;
  category?: string;
  /** The seller. */
  userId?: string;
  /** Products by id. */
  ids?: string[];
  /** The signed-in user, who sees products of their own that are not listed, when `userId` or `ids` asks for them. */
  viewerId?: string;
  /** US dollars, both bounds included. */
  minPrice?: number;
  maxPrice?: number;
  inStock?: boolean;
  sort?: SortName;
}

const SORTS: Record<SortName, PageSort> = {
  '-createdAt': { field: 'createdAt', type: 'date', direction: -1 },
  price: { field: 'price', type: 'number', direction: 1 },
  '-price': { field: 'price', type: 'number', direction: -1 },
  title: { field: 'search.title', type: 'text', direction: 1 },
};

/**
 * One page of the products that match.
 * @throws BadRequestError when the cursor belongs to another sorting
 */
export function findProducts(filter: ProductFilter, page: PageRequest): Promise<Page<Product>> {
  const sort = SORTS[filter.sort ?? '-createdAt'];
  const shown = { ...PUBLIC_PROJECTION, [sort.field]: 1, ...(isOwnList(filter) && { stockLedger: 1 }) };
  return findPage(Product, { $and: conditionsOf(filter) }, { ...page, sort, projection: shown });
}

/** Whether a seller asks for the products of their own. */
export const isOwnList = ({ userId, viewerId }: ProductFilter): boolean =>
  viewerId !== undefined && userId === viewerId;

/** What a product must meet to be found by this filter, with who asks taken into account. */
export function conditionsOf(filter: ProductFilter): object[] {
  const { q, category, userId, ids, minPrice, maxPrice, inStock } = filter;
  return [
    ...(q ? matchesWords(q) : []),
    ...(category ? [{ 'search.category': normalise(category) }] : []),
    ...(userId ? [{ userId }] : []),
    ...(ids ? [{ _id: { $in: ids.map((id) => new Types.ObjectId(id)) } }] : []),
    ...(minPrice === undefined ? [] : [{ price: { $gte: minPrice } }]),
    ...(maxPrice === undefined ? [] : [{ price: { $lte: maxPrice } }]),
    ...(inStock ? [{ quantity: { $gt: 0 } }] : []),
    visibleTo(filter),
  ];
}

/** What is listed, and the viewer's own where the filter names a seller or products. $and may not be empty. */
function visibleTo(filter: ProductFilter): object {
  const { ids, viewerId } = filter;
  if (viewerId === undefined) return LISTED;
  if (isOwnList(filter)) return {};
  return ids ? { $or: [LISTED, { userId: viewerId }] } : LISTED;
}

/** Every word of the query is or starts a word of the product; parts of an unspaced text count as words. */
function matchesWords(q: string): object[] {
  const words = queryWords(q);
  if (words.length === 0) return [{ _id: { $in: [] } }]; // nothing but punctuation: matches nothing
  return words.map((word) => ({ 'search.words': { $regex: `^${word}` } }));
}
