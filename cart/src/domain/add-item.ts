import { change, NotFoundError, waitFor } from '@datnxecommerce/common';
import { Cart, type CartLine } from '../models/cart';
import { ProductReplica } from '../models/product-replica';
import { setLine, type CartView } from './cart-decisions';

/**
 * Sets how many of a product are in a shopper's cart. A product made a moment ago can be added: its event, still
 * under way, is waited for.
 * @throws NotFoundError when there is no such product
 * @throws BadRequestError when the cart has no room for one more product
 */
export async function addItem(userId: string, line: CartLine): Promise<CartView> {
  const product = await waitFor(() => ProductReplica.exists({ _id: line.productId }));
  if (!product) throw new NotFoundError();
  return change(Cart, { userId }, (current) => setLine(current, userId, line));
}
