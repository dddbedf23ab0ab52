import { ApiError } from '../api/api-error';
import { browserClient } from '../api/build-client';
import { setCartItem, showCart } from '../api/cart';
import type { CartItem } from '../api/types';
import { exclusively } from './exclusively';
import { guestCart, linesToMerge } from './guest-cart';

/**
 * Moves this browser's guest cart into the signed-in cart, line by line, and returns the cart that results.
 * A line leaves the browser only once the server holds it: a lost connection or a second tab loses and doubles nothing.
 * Lines the server refuses for good (the product is gone) are dropped. Null when there was nothing to move.
 */
export async function mergeGuestCart(): Promise<CartItem[] | null> {
  if (guestCart.read().length === 0) return null;
  return exclusively('guest-cart-merge', async () => {
    const guest = guestCart.read();
    let cart = await showCart(browserClient);
    for (const line of linesToMerge(guest, cart)) {
      cart = await setCartItem(browserClient, line).catch((error: unknown) => {
        if (isFinal(error)) return cart;
        throw error;
      });
      guestCart.forget([line]);
    }
    guestCart.forget(guest);
    return cart;
  });
}

function isFinal(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 400 || error.status === 404);
}
