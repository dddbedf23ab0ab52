import type { ParsedUrlQuery } from 'node:querystring';
import { readPrice } from './money';

/** What the shopper asked the catalogue for; empty text means "any". All of it lives in the address. */
export interface Filters {
  q: string;
  category: string;
  minPrice: string;
  maxPrice: string;
  inStock: boolean;
  /** The seller, by id. */
  userId: string;
  sort: string;
}

export interface Chip {
  label: string;
  /** The address without this filter. */
  href: string;
}

/** What was typed as a price and is none, by the field's name. */
export type WrongPrices = Partial<Record<PriceField, string>>;

type PriceField = 'minPrice' | 'maxPrice';
const PRICE_FIELDS = ['minPrice', 'maxPrice'] as const;
/** The products service filters by at most nine digits. */
const DOLLARS_BELOW = 1_000_000_000;

/** The catalogue without any filter. */
export const ALL = '/';

export const SORTS = [
  { value: '', label: 'Newest first' },
  { value: 'price', label: 'Price, low to high' },
  { value: '-price', label: 'Price, high to low' },
  { value: 'title', label: 'Name' },
] as const;

/** Reads the address; what nobody can have meant (a price of letters, an unknown order) counts as "any". */
export function readFilters(query: ParsedUrlQuery): Filters {
  const text = (name: string) => textOf(query, name);
  const price = (name: PriceField) => priceIn(text(name)) ?? '';
  const prices = [price('minPrice'), price('maxPrice')] as const;
  const areSwapped = prices.every(Boolean) && Number(prices[0]) > Number(prices[1]);
  const [minPrice, maxPrice] = areSwapped ? [prices[1], prices[0]] : prices;
  return {
    q: text('q'),
    category: text('category').slice(0, 60),
    minPrice,
    maxPrice,
    inStock: text('inStock') === 'true',
    userId: /^[0-9a-f]{24}$/i.test(text('userId')) ? text('userId') : '',
    sort: SORTS.some(({ value }) => value === text('sort')) ? text('sort') : '',
  };
}

/** The prices of the address that filter nothing because they are not prices: "12,50", "-5". */
export function readWrongPrices(query: ParsedUrlQuery): WrongPrices {
  const wrong: WrongPrices = {};
  for (const name of PRICE_FIELDS) {
    const text = textOf(query, name);
    if (text !== '' && priceIn(text) === null) wrong[name] = text.slice(0, 20);
  }
  return wrong;
}

/** What to write instead of a price that is none: the one that was meant, where only one can be. */
export function priceHint(text: string): string {
  const number = text.replaceAll(/^[^\d.,]+|[^\d.,]+$/g, '');
  const meant = priceIn(number) ?? priceIn(number.replace(/,(?=\d{1,2}$)/, '.'));
  return `“${text}” is not a price. ${meant ? `Write ${meant}.` : 'Write it like 12.50.'}`;
}

/** The parameters of these filters, those of the pages and of the products service alike. */
export function searchParamsOf(filters: Filters): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value) params.set(name, String(value));
  }
  return params;
}

/** The address of these filters; wrong prices stay in it, so that the page can name them. */
export function hrefOf(filters: Filters, more: WrongPrices = {}): string {
  const params = searchParamsOf(filters);
  for (const [name, value] of Object.entries(more)) params.set(name, value);
  // Safari 16 does not know `size`.
  const text = params.toString();
  return text === '' ? ALL : `/?${text}`;
}

/** The filters that a form shows now, whether applied already or not. */
export function hrefOfForm(form: HTMLFormElement, changes: Partial<Filters> = {}): string {
  const typed = Object.fromEntries(new FormData(form)) as Record<string, string>;
  return hrefOf({ ...readFilters(typed), ...changes }, readWrongPrices(typed));
}

/** One removable chip per filter in force. */
export function chipsOf(filters: Filters): Chip[] {
  const { q, category, minPrice, maxPrice, inStock, userId } = filters;
  const chips: [boolean, string, Partial<Filters>][] = [
    [q !== '', `“${q}”`, { q: '' }],
    [category !== '', category, { category: '' }],
    [minPrice !== '', `From $${minPrice}`, { minPrice: '' }],
    [maxPrice !== '', `Up to $${maxPrice}`, { maxPrice: '' }],
    [inStock, 'In stock', { inStock: false }],
    [userId !== '', 'One seller', { userId: '' }],
  ];
  return chips
    .filter(([inForce]) => inForce)
    .map(([, label, without]) => ({ label, href: hrefOf({ ...filters, ...without }) }));
}

const textOf = (query: ParsedUrlQuery, name: string) => [query[name]].flat()[0]?.trim().slice(0, 100) ?? '';

/** A price to filter by, in plain dollars; null for what is none or the products service does not take. */
function priceIn(text: string): string | null {
  const price = readPrice(text);
  return price && Number(price) < DOLLARS_BELOW ? price : null;
}
