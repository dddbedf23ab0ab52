import { change } from '@datnxecommerce/common';
import { Cart, type CartLine } from '../models/cart';
import { decideLineRemoval, requireSeen } from './cart-decisions';

/**
 * Removes a product from a shopper's cart; a product that is not in it changes nothing.
 * @param ifMatch an If-Match header: the cart is changed only in the state that it names
 * @returns the lines of the cart
 * @throws PreconditionFailedError when the cart is in another state than `ifMatch` names
 */
export function removeItem(userId: string, productId: string, ifMatch?: string): Promise<CartLine[]> {
  return change(Cart, { userId }, (current) => {
    requireSeen(current, ifMatch);
    return decideLineRemoval(current, userId, productId);
  });
}
