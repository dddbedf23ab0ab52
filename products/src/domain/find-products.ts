import { BadRequestError, readMany, type PageRequest, type Position } from '@datnxecommerce/common';
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

interface Sort {
  field: string;
  direction: 1 | -1;
  /** The value of a product that a cursor names. */
  valueOf: (product: Product) => string | number;
  /** That value as it is stored, or undefined when this sort cannot have put it into a cursor. */
  stored: (value: string | number) => unknown;
}

const finiteOrUndefined = (value: string | number) => (Number.isFinite(value) ? value : undefined);

const byPrice = { field: 'price', valueOf: ({ price }: Product) => price, stored: finiteOrUndefined };

const SORTS: Record<SortName, Sort> = {
  '-createdAt': {
    field: 'createdAt',
    direction: -1,
    valueOf: ({ createdAt }) => createdAt.getTime(),
    stored: (value) => {
      const date = new Date(finiteOrUndefined(value) ?? NaN);
      return Number.isNaN(date.getTime()) ? undefined : date;
    },
  },
  price: { ...byPrice, direction: 1 },
  '-price': { ...byPrice, direction: -1 },
  title: {
    field: 'search.title',
    direction: 1,
    valueOf: ({ search }) => search.title,
    stored: (value) => (typeof value === 'string' ? value : undefined),
  },
};

/**
 * One page of the products that match. Each page starts by an index where the one before ended, however deep.
 * @returns the page, and where the next one starts when there is one
 * @throws BadRequestError when the cursor belongs to another sorting
 */
export async function findProducts(
  filter: ProductFilter,
  page: PageRequest,
): Promise<{ products: Product[]; next?: Position }> {
  const sort = SORTS[filter.sort ?? '-createdAt'];
  const matches = { $and: [...conditionsOf(filter), ...startingAfter(sort, page.after)] };
  const found = await readMany<Product>(Product, matches, {
    projection: { ...PUBLIC_PROJECTION, [sort.field]: 1, ...(isOwnList(filter) && { stockLedger: 1 }) },
    sort: { [sort.field]: sort.direction, _id: sort.direction },
    limit: page.limit + 1,
  });
  const products = found.slice(0, page.limit);
  const last = products.at(-1);
  if (found.length <= page.limit || !last) return { products };
  return { products, next: { value: sort.valueOf(last), id: String(last._id) } };
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

function startingAfter({ field, direction, stored }: Sort, after?: Position): object[] {
  if (!after) return [];
  const value = stored(after.value);
  if (value === undefined)
    throw new BadRequestError('cursor belongs to another sorting', {
      field: 'cursor',
      code: 'invalid_cursor',
    });
  const beyond = direction === 1 ? '$gt' : '$lt';
  const id = new Types.ObjectId(after.id);
  return [{ $or: [{ [field]: { [beyond]: value } }, { [field]: value, _id: { [beyond]: id } }] }];
}
