import { z } from 'zod';

export const documentId = z.string().regex(/^[0-9a-f]{24}$/i, 'must be a document id');

/** The version of an aggregate: 0 when it is made, one more at each change that others can see. */
export const version = z.int().nonnegative();

/** US dollars with at most two decimals. */
export const money = z
  .number()
  .nonnegative()
  .refine((value) => /^\d+(\.\d{1,2})?$/.test(String(value)), 'must have at most two decimals');

export const stock = z.int().nonnegative();

/** What was bought: products and how many of each. */
export const boughtItems = z
  .array(z.object({ productId: documentId, quantity: z.int().positive() }))
  .nonempty();
