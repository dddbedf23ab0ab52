import { described, idSchema, isDocumentId, validated, type JsonSchema } from '@datnxecommerce/common';
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
const parameter = (isValid: Check, schema: JsonSchema, errorMessage: string): ParamSchema =>
  described(
    {
      in: ['query'],
      optional: { options: { values: 'falsy' } },
      custom: {
        options: (value: unknown, meta: Meta) => typeof value === 'string' && isValid(value, meta),
        errorMessage,
      },
    },
    schema,
  );

const text = (name: string, maxLength: number, cut: (value: string) => string): ParamSchema =>
  parameter(
    (value) => cut(value).length <= maxLength,
    { type: 'string', maxLength },
    `${name} must be at most ${maxLength} characters`,
  );

const oneOf = (values: readonly string[], message: string): ParamSchema =>
  parameter((value) => values.includes(value), { type: 'string', enum: values }, message);

const DOLLARS = /^\d{1,9}(\.\d{1,2})?$/;
const isDollars = (value: unknown): boolean => typeof value === 'string' && DOLLARS.test(value);

const isNotBelowMinPrice: Check = (maxPrice, { req }) => {
  const minPrice: unknown = req.query?.minPrice;
  return !isDollars(minPrice) || Number(maxPrice) >= Number(minPrice);
};

const dollars = (name: string, isValid: Check, bound = ''): ParamSchema =>
  parameter(
    (value, meta) => isDollars(value) && isValid(value, meta),
    { type: 'string', pattern: DOLLARS.source },
    `${name} must be US dollars with at most two decimals${bound}`,
  );

/** What the list of products can be asked for, besides limit and cursor. */
export const productQuery: Schema = {
  q: text('q', MAX_Q_LENGTH, (value) => value),
  category: text('category', MAX_CATEGORY_LENGTH, (value) => value.trim()),
  userId: parameter(isDocumentId, idSchema, 'userId must be a valid id'),
  minPrice: dollars('minPrice', () => true),
  maxPrice: dollars('maxPrice', isNotBelowMinPrice, ', not below minPrice'),
  inStock: oneOf(['true', 'false'], 'inStock must be true or false'),
  sort: oneOf(SORT_NAMES, `sort must be one of ${SORT_NAMES.join(', ')}`),
};

/** The filter that a checked request asks for. */
export function readFilter(req: Request): ProductFilter {
  const { minPrice, maxPrice, inStock, q, category, userId, sort } =
    validated<Record<keyof typeof productQuery, string>>(req);
  return {
    q: q?.trim(),
    category: category?.trim(),
    userId: userId?.toLowerCase(),
    minPrice: minPrice === undefined ? undefined : Number(minPrice),
    maxPrice: maxPrice === undefined ? undefined : Number(maxPrice),
    inStock: inStock === 'true',
    sort: sort as SortName | undefined,
  };
}
