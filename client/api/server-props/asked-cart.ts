import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from '../api-error';
import type { ApiClient } from '../build-client';
import { changeCartItem, showCart } from '../cart';
import { quantityIn, quantityToMerge } from '../../domain/cart-rules';
import type { CartItem } from '../types';

/**
 * What a guest put into the cart by a form that was sent without script. The cookie holds it until a page's script
 * takes it into the guest's list, or sign-in into the account's cart. The script reads it, so it is not HttpOnly.
 */
const ASKED_CART_COOKIE = 'asked-cart';

const MAX_AGE_SECONDS = 30 * 24 * 60 * 60;

/** The lines in a Cookie header, or in `document.cookie`; what is malformed is dropped. */
export function readAskedCart(cookies: string | undefined): CartItem[] {
  const prefix = `${ASKED_CART_COOKIE}=`;
  const cookie = cookies?.split(/; */).find((entry) => entry.startsWith(prefix));
  const lines = cookie?.slice(prefix.length).match(/\b[0-9a-f]{24}\.[1-9]\d{0,5}\b/gi) ?? [];
  return lines.map((line) => ({
    productId: line.slice(0, 24).toLowerCase(),
    quantity: Number(line.slice(25)),
  }));
}

/** The Set-Cookie header that keeps these lines; none removes the cookie. */
export function askedCartCookie(items: CartItem[], isHttps: boolean): string {
  const value = items.map(({ productId, quantity }) => `${productId}.${quantity}`).join('~');
  const maxAge = items.length > 0 ? MAX_AGE_SECONDS : 0;
  return `${ASKED_CART_COOKIE}=${value}; Path=/; Max-Age=${maxAge}; SameSite=Lax${isHttps ? '; Secure' : ''}`;
}

/** Sends the lines to the browser, beside other cookies of this answer. */
export function keepAskedCart(req: IncomingMessage, res: ServerResponse, items: CartItem[]): void {
  res.appendHeader('set-cookie', askedCartCookie(items, req.headers['x-forwarded-proto'] === 'https'));
}

/**
 * Moves the lines into the account's cart after a sign-in without script. What does not fit stays in the cookie,
 * and so does everything when the cart service is unavailable: signing in must not depend on it.
 */
export async function mergeAskedCart(
  client: ApiClient,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const asked = readAskedCart(req.headers.cookie);
  if (asked.length === 0) return;
  const left = new Set(asked);
  try {
    let cart = await showCart(client);
    for (const line of asked) {
      cart = await changeCartItem(client, line.productId, (items) => quantityToMerge(line, items), cart);
      if (quantityIn(cart.items, line.productId) > 0) left.delete(line);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  keepAskedCart(req, res, [...left]);
}
