import { change } from '@datnxecommerce/common';
import { Cart } from '../models/cart';
import { removeLine, type CartView } from './cart-decisions';

/** Takes a product out of a shopper's cart; one that is not in it is out already. */
export function removeItem(userId: string, productId: string): Promise<CartView> {
  return change(Cart, { userId }, (current) => removeLine(current, userId, productId));
}
