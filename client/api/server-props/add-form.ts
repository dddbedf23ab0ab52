import type { IncomingMessage, ServerResponse } from 'node:http';
import { keepAskedCart, readAskedCart } from './asked-cart';
import type { ApiClient } from '../build-client';
import { addCartItem } from '../cart';
import { type Addition, type Limit, planAddition, withQuantity } from '../../domain/cart-rules';
import { readFormPost } from './form-post';
import { showProduct } from '../products';
import type { PageContext, Session } from './server-props';
import type { Product } from '../types';

/** What a form sent before the page's script ran has come to; stands in the address that it leads to. */
export interface FormAddition {
  added: number;
  limit: Limit | null;
}

/**
 * Takes the form "Add to cart" when the browser sends it by itself: into the account's cart, or a guest's cookie.
 * The address of the page that shows what was added; null when the request is no form.
 */
export async function takeAddForm({ client, context, session }: PageContext): Promise<string | null> {
  const { req, res } = context;
  const form = await readFormPost(req);
  if (!form) return null;
  const product = await showProduct(client, String(context.params?.id));
  const { added, limit } = await addTo(await session, { client, req, res }, product, quantityOf(form));
  const query = new URLSearchParams({ added: String(added), ...(limit && { limit }) });
  return `/products/${product.id}?${query}`;
}

/** Reads the address that `takeAddForm` made; null for any other. */
export function readFormAddition(query: NodeJS.Dict<string | string[]>): FormAddition | null {
  const { added, limit } = query;
  if (typeof added !== 'string' || !/^\d{1,4}$/.test(added)) return null;
  const known = (['stock', 'pieces', 'lines'] as const).find((name) => name === limit);
  return { added: Number(added), limit: known ?? null };
}

/** Text that is no quantity counts as the one piece that the untouched form stands for. */
function quantityOf(form: URLSearchParams): number {
  const text = form.get('quantity')?.trim() ?? '';
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

interface Exchange {
  client: ApiClient;
  req: IncomingMessage;
  res: ServerResponse;
}

async function addTo(
  session: Session,
  { client, req, res }: Exchange,
  product: Product,
  wanted: number,
): Promise<Addition> {
  if (session.state !== 'guest') return (await addCartItem(client, product, wanted)).addition;
  const asked = readAskedCart(req.headers.cookie);
  const addition = planAddition(asked, product, wanted);
  if (addition.added > 0) keepAskedCart(req, res, withQuantity(asked, product.id, addition.held));
  return addition;
}
