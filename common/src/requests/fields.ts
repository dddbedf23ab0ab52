import { z } from 'zod';
import { hasWholeCents } from '../runtime/money';
import { DOCUMENT_ID } from '../database/document-id';
import { isVisible, textProblem } from './text';

/**
 * The fields of requests as zod schemas. Each bound stands here once: `validateRequest` checks it and `describeApi`
 * publishes it. The description of a field is also its error message, unless a check has its own.
 */

/** The highest price, in US dollars. */
const MAX_PRICE = 999_999.99;
/** The most pieces of one product in a cart or an order. */
export const MAX_LINE_QUANTITY = 1000;
/** The most pieces of one product in stock. */
export const MAX_STOCK = 1_000_000;

/**
 * Text of `min` to `max` characters; surrounding white space is removed first. Text of one line needs a visible
 * character, unless it is empty and `min` is 0.
 * @param lines line breaks and tabs are allowed
 */
export function textField(label: string, { min = 1, max = 200, lines = false } = {}) {
  const isShown = (text: string): boolean => lines || text === '' || isVisible(text);
  return wellFormed(z.string().trim().min(min).max(max), label, { lines })
    .refine(isShown, `${label} must contain a visible character`)
    .describe(`${label} must be between ${min} and ${max} characters`);
}

/** Adds the checks that every text has to pass (`textProblem`). */
const wellFormed = (schema: z.ZodString, label: string, options: { lines: boolean }) =>
  schema.refine((text) => textProblem(text, options) === undefined, {
    error: ({ input }) => `${label} ${textProblem(String(input), options)}`,
  });

/** A number that is sent as text gets a message of its own. */
const notText = (label: string) => ({
  error: ({ input }: { input: unknown }) =>
    typeof input === 'string' ? `${label} must be a number, not text` : undefined,
});

/** US dollars, more than 0, at most two decimals. */
export const priceField = z
  .number(notText('Price'))
  .min(0.01)
  .max(MAX_PRICE)
  .refine(hasWholeCents)
  .meta({
    examples: [12.5],
    description: `Price must be between 0.01 and ${MAX_PRICE} with at most two decimals`,
  });

/** A whole number from `min` to `max`. */
export const wholeNumberField = (label: string, min: number, max: number) =>
  z
    .int(notText(label))
    .min(min)
    .max(max)
    .describe(`${label} must be a whole number between ${min} and ${max}`);

/** The id of a document. */
export const idField = (label: string) =>
  z.string().regex(DOCUMENT_ID).describe(`${label} must be a valid id`);

/** A list of `min` to `max` entries. */
export const listField = <T extends z.ZodType>(label: string, entry: T, min: number, max: number) =>
  z.array(entry).min(min).max(max).describe(`${label} must hold between ${min} and ${max} entries`);
