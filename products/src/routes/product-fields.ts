import {
  fieldRule,
  MAX_STOCK,
  priceRule,
  textProblem,
  textRule,
  wholeNumberRule,
} from '@datnxecommerce/common';
import type { ParamSchema, Schema } from 'express-validator';

const MAX_URL_LENGTH = 500;

/**
 * An https address or a path on this site, which is read as the page itself is; blank for none. Whatever a page puts into `src` must not be able to
 * run (`javascript:`), to leave an attribute, or to hide another host (`//host`, `/\host`).
 */
function isImageUrl(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > MAX_URL_LENGTH) return false;
  const url = value.trim();
  if (url === '') return true;
  if (/[\s\\"'<>`]/.test(url) || textProblem(url) !== undefined) return false;
  if (url.startsWith('/')) return !url.startsWith('//');
  return /^https:\/\//i.test(url) && URL.canParse(url);
}

const IMAGE_URL = `Image URL must be an https address or a path on this site, at most ${MAX_URL_LENGTH} characters`;

const imageUrlRule: ParamSchema = {
  ...fieldRule(
    (value) => (isImageUrl(value) ? undefined : IMAGE_URL),
    { type: 'string', maxLength: MAX_URL_LENGTH, description: IMAGE_URL },
    { optional: true },
  ),
  trim: true,
};

/**
 * The fields of a product in a body; any other is dropped.
 * @param optional the fields that every product has may be left out
 */
export const productFields = ({ optional }: { optional: boolean }): Schema => ({
  title: textRule('Title', { max: 200, optional }),
  price: priceRule({ optional }),
  quantity: wholeNumberRule('Quantity', 0, MAX_STOCK, { optional }),
  description: textRule('Description', { min: 0, max: 2000, optional: true, lines: true }),
  category: textRule('Category', { min: 0, max: 60, optional: true }),
  imageUrl: imageUrlRule,
});
