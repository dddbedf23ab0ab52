import type { ParamSchema } from 'express-validator';
import { described } from '../openapi/field-schema';
import { idSchema, type JsonSchema } from '../openapi/json-schema';
import { isVisible, textProblem } from './text';

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

/** Says what is wrong with a value as it was sent; undefined when it is fine. */
export type FieldCheck = (value: unknown) => string | undefined;

/**
 * A rule of a body field from a function that checks it.
 * @param schema what the check lets through, with the usual message as `description`
 * @param optional the field may be left out; null counts as left out
 */
export function fieldRule(check: FieldCheck, schema: JsonSchema, { optional = false } = {}): ParamSchema {
  const custom = (value: unknown): true => {
    const problem = check(value);
    if (problem !== undefined) throw new Error(problem);
    return true;
  };
  return described(
    { ...(optional && { optional: { options: { values: 'null' } } }), custom: { options: custom } },
    optional ? { ...schema, type: [schema.type ?? [], 'null'].flat() } : schema,
  );
}

const unless =
  (isValid: (value: unknown) => boolean, message: string): FieldCheck =>
  (value) =>
    isValid(value) ? undefined : message;

const isWhole = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;

/** Dollars with at most two decimals: the shortest decimal form of the number has no third one. */
export const isMoney = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && value >= min && value <= max && /^\d+(\.\d{1,2})?$/.test(String(value));

/**
 * Text of `min` to `max` characters; white space around it is cut off first. A text of one line needs a visible
 * character, unless it is empty and may be.
 * @param lines line breaks and tabs may be in it
 */
export function textRule(
  label: string,
  { min = 1, max = 200, optional = false, lines = false } = {},
): ParamSchema {
  const message = `${label} must be between ${min} and ${max} characters`;
  const check: FieldCheck = (value) => {
    const text = typeof value === 'string' ? value.trim() : undefined;
    if (text === undefined || text.length < min || text.length > max) return message;
    const problem = textProblem(text, { lines });
    if (problem !== undefined) return `${label} ${problem}`;
    return lines || text === '' || isVisible(text) ? undefined : `${label} must contain a visible character`;
  };
  const schema = { type: 'string', minLength: min, maxLength: max, description: message };
  return { ...fieldRule(check, schema, { optional }), trim: true };
}

/** A number within bounds; one that is sent as text gets a message of its own. */
function numberRule(
  label: string,
  check: (value: unknown) => boolean,
  schema: JsonSchema & { description: string },
  optional: boolean,
): ParamSchema {
  return fieldRule(
    (value) => {
      if (typeof value === 'string') return `${label} must be a number, not text`;
      return check(value) ? undefined : schema.description;
    },
    schema,
    { optional },
  );
}

/** US dollars, more than 0, at most two decimals. */
export const priceRule = ({ optional = false } = {}): ParamSchema =>
  numberRule(
    'Price',
    (value) => isMoney(value, 0.01, MAX_PRICE),
    {
      type: 'number',
      minimum: 0.01,
      maximum: MAX_PRICE,
      examples: [12.5],
      description: `Price must be between 0.01 and ${MAX_PRICE} with at most two decimals`,
    },
    optional,
  );

/** A whole number within bounds. */
export const wholeNumberRule = (
  label: string,
  min: number,
  max: number,
  { optional = false } = {},
): ParamSchema =>
  numberRule(
    label,
    (value) => isWhole(value, min, max),
    {
      type: 'integer',
      minimum: min,
      maximum: max,
      description: `${label} must be a whole number between ${min} and ${max}`,
    },
    optional,
  );

/** The id of a document, in a body. */
export function idRule(label: string): ParamSchema {
  const description = `${label} must be a valid id`;
  return fieldRule(unless(isDocumentId, description), { ...idSchema, description });
}

/** A list of `min` to `max` entries; the entries have rules of their own. */
export function listRule(label: string, min: number, max: number): ParamSchema {
  const description = `${label} must hold between ${min} and ${max} entries`;
  const isList = (value: unknown) => Array.isArray(value) && value.length >= min && value.length <= max;
  return fieldRule(unless(isList, description), {
    type: 'array',
    minItems: min,
    maxItems: max,
    description,
  });
}

/** Whether a path parameter can be a document's id at all; a route answers 404 when it can't. */
export const isDocumentId = (value: unknown): value is string =>
  typeof value === 'string' && OBJECT_ID.test(value);
