import { change, NotFoundError, ServiceUnavailableError, waitFor } from '@datnxecommerce/common';
import { Cart, type CartLine } from '../models/cart';
import { ProductReplica } from '../models/product-replica';
import { requireSeen, setLine, type CartView } from './cart-decisions';

/**
 * Sets how many of a product are in a shopper's cart. A product made a moment ago can be added: its event, still
 * under way, is waited for.
 * @param ifMatch an If-Match header: the cart is changed only in the state that it names
 * @throws NotFoundError when there is no such product
 * @throws ServiceUnavailableError when it is unknown and no news can come, because the broker is away
 * @throws BadRequestError when the cart has no room for one more product
 * @throws PreconditionFailedError when the cart is in another state than `ifMatch` names
 */
export async function addItem(
  userId: string,
  line: CartLine,
  isBusConnected: () => boolean,
  ifMatch?: string,
): Promise<CartView> {
  const product = await waitFor(() => ProductReplica.exists({ _id: line.productId }));
  if (!product) throw isBusConnected() ? new NotFoundError() : new ServiceUnavailableError();
  return change(Cart, { userId }, (current) => {
    requireSeen(current, ifMatch);
    return setLine(current, userId, line);
  });
}
