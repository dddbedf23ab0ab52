import { MAX_STOCK, priceField, textField, textProblem, wholeNumberField } from '@datnxecommerce/common';
import { z } from 'zod';

const MAX_URL_LENGTH = 500;

/**
 * Whether an address is https; empty for none. Whatever a page puts into `src` must not be able to run (`javascript:`)
 * or to leave an attribute.
 */
function isImageUrl(url: string): boolean {
  if (url === '') return true;
  if (/[\s\\"'<>`]/.test(url) || textProblem(url) !== undefined) return false;
  return /^https:\/\//i.test(url) && URL.canParse(url);
}

/** The fields of a product in a body. */
export const productFields = z.object({
  title: textField('Title'),
  price: priceField,
  quantity: wholeNumberField('Quantity', 0, MAX_STOCK),
  description: textField('Description', { min: 0, max: 2000, lines: true }).optional(),
  category: textField('Category', { min: 0, max: 60 }).optional(),
  imageUrl: z
    .string()
    .max(MAX_URL_LENGTH)
    .trim()
    .refine(isImageUrl)
    .describe(`Picture address must be an https address of at most ${MAX_URL_LENGTH} characters`)
    .optional(),
  shopName: textField('Shop name', { min: 0, max: 60 }).optional(),
  listed: z.boolean().describe('Listed must be true or false').optional(),
});
