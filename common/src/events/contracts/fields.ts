import { z } from 'zod';

/**
 * The id of a document, in either case. Parsing lower-cases it, so every consumer compares ids as plain text.
 * No flags: a JSON Schema pattern has none, and docs/events is derived from this.
 */
export const documentId = z
  .string()
  .regex(/^[0-9a-fA-F]{24}$/, 'must be a document id')
  .toLowerCase();

/** The version of an aggregate: 0 when it is made, one more at each change that others can see. */
export const version = z
  .int()
  .nonnegative()
  .meta({ description: '0 when it is made, one more at each change that others can see' });

/** US dollars with at most two decimals. The check itself has no JSON Schema form, so its equivalent is given. */
export const money = z
  .number()
  .nonnegative()
  .refine((value) => /^\d+(\.\d{1,2})?$/.test(String(value)), 'must have at most two decimals')
  .meta({
    multipleOf: 0.01,
    description:
      'US dollars with at most two decimals. Validators that divide binary fractions need a tolerance here (ajv: multipleOfPrecision).',
  });

export const stock = z.int().nonnegative();

/** What was bought: products and how many of each. */
export const boughtItems = z
  .array(z.object({ productId: documentId, quantity: z.int().positive() }))
  .nonempty();
