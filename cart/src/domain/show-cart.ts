import { Cart } from '../models/cart';
import { viewOf, type CartView } from './cart-decisions';

/** A shopper's cart; looking at it makes none. */
export async function showCart(userId: string): Promise<CartView> {
  return viewOf(userId, await Cart.findOne({ userId }).lean());
}
