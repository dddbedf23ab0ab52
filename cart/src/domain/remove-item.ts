import { change } from '@datnxecommerce/common';
import { Cart } from '../models/cart';
import { removeLine, requireSeen, type CartView } from './cart-decisions';

/**
 * Takes a product out of a shopper's cart; one that is not in it is out already.
 * @param ifMatch an If-Match header: the cart is changed only in the state that it names
 * @throws PreconditionFailedError when the cart is in another state than `ifMatch` names
 */
export function removeItem(userId: string, productId: string, ifMatch?: string): Promise<CartView> {
  return change(Cart, { userId }, (current) => {
    requireSeen(current, ifMatch);
    return removeLine(current, userId, productId);
  });
}
