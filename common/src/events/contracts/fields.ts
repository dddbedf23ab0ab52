import { z } from 'zod';
import { DOCUMENT_ID } from '../../database/document-id';
import { hasWholeCents } from '../../runtime/money';

/** The id of a document, in either case. Parsing lower-cases it, so every consumer compares ids as plain text. */
export const documentId = z.string().regex(DOCUMENT_ID, 'must be a document id').toLowerCase();

/** The version of an aggregate: 0 when it is made, one more at each change that others can see. */
export const version = z
  .int()
  .nonnegative()
  .meta({ description: '0 when it is made, one more at each change that others can see' });

/** US dollars with at most two decimals. The check itself has no JSON Schema form, so its equivalent is given. */
export const money = z.number().nonnegative().refine(hasWholeCents, 'must have at most two decimals').meta({
  multipleOf: 0.01,
  description:
    'US dollars with at most two decimals. Validators that divide binary fractions need a tolerance here (ajv: multipleOfPrecision).',
});

const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** A moment as ISO 8601 in UTC. */
export const utcTime = z.string().regex(UTC_TIME, 'must be a time in UTC');

export const stock = z.int().nonnegative();

/** What was bought: products and how many of each. */
export const boughtItems = z
  .array(z.object({ productId: documentId, quantity: z.int().positive() }))
  .nonempty();

/** A quantity of a product. */
export type BoughtItem = z.infer<typeof boughtItems>[number];
