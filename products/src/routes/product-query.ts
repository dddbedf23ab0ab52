import { validated } from '@datnxecommerce/common';
import type { Request } from 'express';
import type { Meta, ParamSchema, Schema } from 'express-validator';
import { SORT_NAMES, type ProductFilter, type SortName } from '../domain/find-products';

const MAX_Q_LENGTH = 100;
const MAX_CATEGORY_LENGTH = 60;

type Check = (value: string, meta: Meta) => boolean;

/**
 * A query parameter given once; an empty one counts as left out, since a form without JavaScript sends all its
 * fields. A parameter given twice is an array, and no check of ours takes that.
 */
const parameter = (isValid: Check, errorMessage: string): ParamSchema => ({
  in: ['query'],
  optional: { options: { values: 'falsy' } },
  custom: {
    options: (value: unknown, meta: Meta) => typeof value === 'string' && isValid(value, meta),
    errorMessage,
  },
});

const isDollars = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{1,9}(\.\d{1,2})?$/.test(value);

const isNotBelowMinPrice: Check = (maxPrice, { req }) => {
  const minPrice: unknown = req.query?.minPrice;
  return !isDollars(minPrice) || Number(maxPrice) >= Number(minPrice);
};

const dollars = (name: string, isValid: Check, bound = ''): ParamSchema =>
  parameter(
    (value, meta) => isDollars(value) && isValid(value, meta),
    `${name} must be US dollars with at most two decimals${bound}`,
  );

/** What the list of products can be asked for, besides limit and cursor. */
export const productQuery: Schema = {
  q: parameter(({ length }) => length <= MAX_Q_LENGTH, `q must be at most ${MAX_Q_LENGTH} characters`),
  category: parameter(
    (value) => value.trim().length <= MAX_CATEGORY_LENGTH,
    `category must be at most ${MAX_CATEGORY_LENGTH} characters`,
  ),
  minPrice: dollars('minPrice', () => true),
  maxPrice: dollars('maxPrice', isNotBelowMinPrice, ', not below minPrice'),
  inStock: parameter((value) => value === 'true' || value === 'false', 'inStock must be true or false'),
  sort: parameter(
    (value) => SORT_NAMES.some((name) => name === value),
    `sort must be one of ${SORT_NAMES.join(', ')}`,
  ),
};

/** The filter that a checked request asks for. */
export function readFilter(req: Request): ProductFilter {
  const { minPrice, maxPrice, inStock, q, category, sort } =
    validated<Record<keyof typeof productQuery, string>>(req);
  return {
    q: q?.trim(),
    category: category?.trim(),
    minPrice: minPrice === undefined ? undefined : Number(minPrice),
    maxPrice: maxPrice === undefined ? undefined : Number(maxPrice),
    inStock: inStock === 'true',
    sort: sort as SortName | undefined,
  };
}
