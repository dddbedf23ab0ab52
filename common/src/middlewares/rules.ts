import type { ParamSchema } from 'express-validator';
import { described } from '../openapi/field-schema';
import { idSchema, type JsonSchema } from '../openapi/json-schema';

/**
 * Field rules: express-validator schemas as data. Each starts with a type check without coercion, because the
 * library's own checks take `["a@b.co"]`, `{"$ne": null}` and `"5"` for what they are not. Beside each check stands
 * what it means as JSON Schema, from the same bounds: the API's documents are made of it.
 */

const OBJECT_ID = /^[0-9a-f]{24}$/i;
/** The highest price, in US dollars. */
export const MAX_PRICE = 999_999.99;
/** The most pieces of one product in a cart or an order. */
export const MAX_LINE_QUANTITY = 1000;
/** The most pieces of one product in stock. */
export const MAX_STOCK = 1_000_000;

type Check = (value: unknown) => boolean;

const rule = (isValid: Check, schema: JsonSchema, message: string, optional: boolean): ParamSchema =>
  described(
    {
      ...(optional && { optional: true }),
      // express-validator takes "returns falsy" for a failure
      custom: { options: (value: unknown) => isValid(value), errorMessage: message },
    },
    schema,
  );

const isWhole = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;

/** Dollars with at most two decimals: the shortest decimal form of the number has no third one. */
export const isMoney = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && value >= min && value <= max && /^\d+(\.\d{1,2})?$/.test(String(value));

/** Text of `min` to `max` characters; blanks around it are cut off first. */
export const textRule = (label: string, { min = 1, max = 200, optional = false } = {}): ParamSchema => ({
  ...rule(
    (value) => typeof value === 'string' && value.trim().length >= min && value.trim().length <= max,
    { type: 'string', minLength: min, maxLength: max },
    `${label} must be between ${min} and ${max} characters`,
    optional,
  ),
  trim: true,
});

/** US dollars, more than 0, at most two decimals. */
export const priceRule = ({ optional = false } = {}): ParamSchema =>
  rule(
    (value) => isMoney(value, 0.01, MAX_PRICE),
    { type: 'number', minimum: 0.01, maximum: MAX_PRICE, examples: [12.5] },
    `Price must be between 0.01 and ${MAX_PRICE} with at most two decimals`,
    optional,
  );

/** A whole number within bounds. */
export const wholeNumberRule = (
  label: string,
  min: number,
  max: number,
  { optional = false } = {},
): ParamSchema =>
  rule(
    (value) => isWhole(value, min, max),
    { type: 'integer', minimum: min, maximum: max },
    `${label} must be a whole number between ${min} and ${max}`,
    optional,
  );

/** The id of a document, in a body. */
export const idRule = (label: string): ParamSchema =>
  rule(isDocumentId, idSchema, `${label} must be a valid id`, false);

/** A list of `min` to `max` entries; the entries have rules of their own. */
export const listRule = (label: string, min: number, max: number): ParamSchema =>
  rule(
    (value) => Array.isArray(value) && value.length >= min && value.length <= max,
    { type: 'array', minItems: min, maxItems: max },
    `${label} must hold between ${min} and ${max} entries`,
    false,
  );

/** Whether a path parameter can be a document's id at all; a route answers 404 when it can't. */
export const isDocumentId = (value: unknown): value is string =>
  typeof value === 'string' && OBJECT_ID.test(value);
