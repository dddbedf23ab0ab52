import type { ApiClient } from './build-client';
import type { BodyOf } from './contracts';
import type { CartItem } from './types';
import { toCartItems } from './wire';

export async function showCart(client: ApiClient): Promise<CartItem[]> {
  const { body } = await client('cart', '', { timeoutMs: 5_000 });
  return toCartItems(body);
}

/** Sets this product's quantity in the cart: the same call twice changes nothing more. */
export async function setCartItem(client: ApiClient, item: CartItem): Promise<CartItem[]> {
  const { body } = await client('cart', '/items', {
    method: 'POST',
    json: item satisfies BodyOf<'setCartItem'>,
  });
  return toCartItems(body);
}

export async function removeCartItem(client: ApiClient, productId: string): Promise<CartItem[]> {
  const { body } = await client('cart', `/items/${encodeURIComponent(productId)}`, { method: 'DELETE' });
  return toCartItems(body);
}
