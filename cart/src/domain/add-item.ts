import { change, readOne, waitForReplica } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { Cart, type CartLine } from '../models/cart';
import { ProductReplica } from '../models/product-replica';
import { decideLine, requireSeen } from './cart-decisions';
import type { CartDeps } from './cart-deps';

export interface AddItemInput {
  userId: string;
  line: CartLine;
  /** An If-Match header: the cart is changed only in the state that it names. */
  ifMatch?: string;
}

/**
 * Sets the quantity of a product in a shopper's cart. The event of a product created a moment ago is waited for.
 * @returns the lines of the cart
 * @throws NotFoundError when there is no such product
 * @throws ServiceUnavailableError when it is unknown and the broker is unavailable
 * @throws BadRequestError when the cart has no room for one more product
 * @throws PreconditionFailedError when the cart is in another state than `ifMatch` names
 */
export async function addItem(
  { isBusConnected }: CartDeps,
  { userId, line, ifMatch }: AddItemInput,
): Promise<CartLine[]> {
  const _id = new Types.ObjectId(line.productId);
  await waitForReplica(() => readOne(ProductReplica, { _id }, { _id: 1 }), isBusConnected);
  return change(Cart, { userId }, (current) => {
    requireSeen(current, ifMatch);
    return decideLine(current, userId, line);
  });
}
