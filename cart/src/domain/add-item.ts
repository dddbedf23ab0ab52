import { change, NotFoundError, ServiceUnavailableError, waitFor } from '@datnxecommerce/common';
import { Cart, type CartLine } from '../models/cart';
import { ProductReplica } from '../models/product-replica';
import { setLine, type CartView } from './cart-decisions';

/**
 * Sets how many of a product are in a shopper's cart. A product made a moment ago can be added: its event, still
 * under way, is waited for.
 * @throws NotFoundError when there is no such product
 * @throws ServiceUnavailableError when it is unknown and no news can come, because the broker is away
 * @throws BadRequestError when the cart has no room for one more product
 */
export async function addItem(
  userId: string,
  line: CartLine,
  isBusConnected: () => boolean,
): Promise<CartView> {
  const product = await waitFor(() => ProductReplica.exists({ _id: line.productId }));
  if (!product) throw isBusConnected() ? new NotFoundError() : new ServiceUnavailableError();
  return change(Cart, { userId }, (current) => setLine(current, userId, line));
}
