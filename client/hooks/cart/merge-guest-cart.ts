import { ApiError } from '../../api/api-error';
import { browserClient } from '../../api/build-client';
import { type CartState, changeCartItem, showCart } from '../../api/cart';
import { MAX_LINE_QUANTITY, quantityIn, quantityToMerge } from '../../domain/cart-rules';
import { exclusively } from '../exclusively';
import { guestCart, type GuestLine } from './guest-cart';

/**
 * Moves this browser's guest cart into the signed-in cart, line by line, and returns the cart that results.
 * A line leaves the browser only once the server holds it: a lost connection or a second tab loses and doubles nothing.
 * What does not fit, or is refused for good, stays in the guest's list. Null when there was nothing to move.
 */
export async function mergeGuestCart(): Promise<CartState | null> {
  if (linesToMerge().length === 0) return null;
  return exclusively('guest-cart-merge', async () => {
    let cart = await showCart(browserClient);
    for (const line of linesToMerge()) {
      cart = await mergeLine(line, cart);
      const isHeld = quantityIn(cart.items, line.productId) > 0;
      guestCart.settle(line, isHeld ? line.quantity - MAX_LINE_QUANTITY : line.quantity);
    }
    return cart;
  });
}

const linesToMerge = () => guestCart.read().filter(({ left }) => !left);

function mergeLine(line: GuestLine, cart: CartState): Promise<CartState> {
  const decide = (items: CartState['items']) => quantityToMerge(line, items);
  return changeCartItem(browserClient, line.productId, decide, cart).catch((error: unknown) => {
    if (isFinal(error)) return cart;
    throw error;
  });
}

function isFinal(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 400 || error.status === 404);
}
