import type { FieldError } from '../api/api-error';
import { centsToField, readPrice } from './money';
import type { Product, ProductInput } from '../api/types';

/** The fields of the product form, in its order. */
export const PRODUCT_FIELDS = [
  'title',
  'price',
  'quantity',
  'category',
  'description',
  'imageUrl',
  'shopName',
] as const;
export type ProductField = (typeof PRODUCT_FIELDS)[number];

/** What the products service takes at most, in US dollars. */
const MAX_PRICE = 999_999.99;
/** What it takes at most in stock. */
const MAX_STOCK = 1_000_000;

/** The form as typed. */
export type ProductValues = Record<ProductField, string>;

/** The values of a form, also of one sent without script. */
export function productValuesOf(values: { get: (name: ProductField) => unknown }): ProductValues {
  const text = (name: ProductField) => {
    const value = values.get(name);
    // Browsers send line ends as CRLF.
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
  };
  return Object.fromEntries(PRODUCT_FIELDS.map((name) => [name, text(name)])) as ProductValues;
}

/** A product as the form shows it. */
export function valuesOfProduct(product: Product): ProductValues {
  return {
    title: product.title,
    price: centsToField(product.priceCents),
    quantity: String(product.quantity),
    category: product.category ?? '',
    description: product.description ?? '',
    imageUrl: product.imageUrl ?? '',
    shopName: product.shopName ?? '',
  };
}

/**
 * The form as the products service wants it, with what can be refused without asking it.
 * @param base the product that is edited: a picture address that stays is not sent
 */
export function readProductForm(
  values: ProductValues,
  base: Product | null = null,
): { input: ProductInput; errors: FieldError[] } {
  const price = Number(readPrice(values.price) ?? 0);
  const errors: FieldError[] = [];
  if (!values.title) errors.push({ field: 'title', message: 'Enter a title' });
  if (price === 0) {
    errors.push({ field: 'price', message: 'Enter a price above 0 with at most two decimals, like 12.50' });
  } else if (price > MAX_PRICE) {
    errors.push({ field: 'price', message: 'Enter a price of at most $999,999.99' });
  }
  if (!/^\d+$/.test(values.quantity)) {
    errors.push({ field: 'quantity', message: 'Enter a whole number, 0 or more' });
  } else if (Number(values.quantity) > MAX_STOCK) {
    errors.push({ field: 'quantity', message: 'Enter a whole number of at most 1,000,000' });
  }
  const { imageUrl } = values;
  if (imageUrl && imageUrl !== base?.imageUrl && !/^https:\/\/[^\s\\"'<>`]+$/i.test(imageUrl)) {
    errors.push({ field: 'imageUrl', message: 'Enter an address that starts with https://' });
  }
  return { input: { ...values, price, quantity: Number(values.quantity) }, errors };
}

/** Only what the seller changed: everything else keeps what others have made of it meanwhile. */
export function changesOf(opened: Product, input: ProductInput): Partial<ProductInput> {
  const before = readProductForm(valuesOfProduct(opened)).input;
  return Object.fromEntries(
    PRODUCT_FIELDS.filter((name) => input[name] !== before[name]).map((name) => [name, input[name]]),
  );
}

/** What to show after others changed the product: the seller's own changes, and today's values elsewhere. */
export function rebasedValues(opened: Product, current: Product, typed: ProductValues): ProductValues {
  const changes = changesOf(opened, readProductForm(typed).input);
  const now = valuesOfProduct(current);
  return Object.fromEntries(
    PRODUCT_FIELDS.map((name) => [name, name in changes ? typed[name] : now[name]]),
  ) as ProductValues;
}

/** The fields that differ between two versions of a product. */
export function differingFields(opened: Product, current: Product): ProductField[] {
  const [before, now] = [valuesOfProduct(opened), valuesOfProduct(current)];
  return PRODUCT_FIELDS.filter((name) => before[name] !== now[name]);
}
