import { idField, validated, type FurtherChecks } from '@datnxecommerce/common';
import type { Request } from 'express';
import { z } from 'zod';
import { SORT_NAMES, type ProductFilter } from '../domain/find-products';

const MAX_Q_LENGTH = 100;
const MAX_CATEGORY_LENGTH = 60;
const MAX_IDS = 100;
const IDS = new RegExp(`^[0-9a-fA-F]{24}(,[0-9a-fA-F]{24}){0,${MAX_IDS - 1}}$`);
const DOLLARS = /^\d{1,9}(\.\d{1,2})?$/;
const MAX_PRICE_MESSAGE = 'maxPrice must be US dollars with at most two decimals, not below minPrice';

/** What the list of products can be asked for, besides limit and cursor. A parameter given twice is not a text. */
export const productQuery = {
  query: z.object({
    q: z
      .string()
      .max(MAX_Q_LENGTH)
      .trim()
      .describe(`q must be at most ${MAX_Q_LENGTH} characters`)
      .optional(),
    category: z
      .string()
      .trim()
      .max(MAX_CATEGORY_LENGTH)
      .describe(`category must be at most ${MAX_CATEGORY_LENGTH} characters`)
      .optional(),
    userId: idField('userId').toLowerCase().optional(),
    ids: z
      .string()
      .regex(IDS)
      .toLowerCase()
      .describe(`ids must be 1 to ${MAX_IDS} product ids, separated by commas`)
      .optional(),
    minPrice: z
      .string()
      .regex(DOLLARS)
      .describe('minPrice must be US dollars with at most two decimals')
      .optional(),
    maxPrice: z.string().regex(DOLLARS).describe(MAX_PRICE_MESSAGE).optional(),
    inStock: z.enum(['true', 'false']).describe('inStock must be true or false').optional(),
    sort: z
      .enum(SORT_NAMES)
      .describe(`sort must be one of ${SORT_NAMES.join(', ')}`)
      .optional(),
  }),
};

/** What the categories can be counted within. */
export const categoriesQuery = {
  query: productQuery.query
    .pick({ q: true, userId: true, minPrice: true, maxPrice: true, inStock: true })
    .extend({
      limit: z
        .string()
        .regex(/^[1-9]\d{0,3}$/)
        .describe('limit must be between 1 and 9999: only so many, those with the most products')
        .optional(),
    }),
};

/** Compares the two prices, when both are dollars. */
export const priceRangeCheck: FurtherChecks = {
  maxPrice: (chain) =>
    chain
      .custom((maxPrice, { req }) => {
        const minPrice: unknown = req.query?.minPrice;
        const isDollars = typeof minPrice === 'string' && DOLLARS.test(minPrice);
        return !isDollars || Number(maxPrice) >= Number(minPrice);
      })
      .withMessage(MAX_PRICE_MESSAGE),
};

/** The filter that a checked request for products asks for. */
export const readFilter = (req: Request): ProductFilter => ({
  ...filterOf(validated(req, productQuery)),
  viewerId: req.currentUser?.id,
});

/** The filter that a checked request for categories asks for. */
export const readCategoriesFilter = (req: Request): ProductFilter =>
  filterOf(validated(req, categoriesQuery));

function filterOf(fields: Partial<z.output<typeof productQuery.query>>): ProductFilter {
  const { minPrice, maxPrice, inStock, ids, ...rest } = fields;
  return {
    ...rest,
    ids: ids?.split(','),
    minPrice: minPrice === undefined ? undefined : Number(minPrice),
    maxPrice: maxPrice === undefined ? undefined : Number(maxPrice),
    inStock: inStock === 'true',
  };
}
