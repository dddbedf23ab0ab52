import { change, RequestValidationError, type Stored } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { Order } from '../models/order';
import { draftOrder } from './draft-order';
import { findOrderableProducts } from './find-orderable-products';
import type { Line } from './lines';
import { decidePlacement, repeatedPlacement } from './order-lifecycle';

/** What a shopper asks for. */
export interface OrderRequest {
  userId: string;
  items: Line[];
  /** Names this request among the user's: repeated, it answers with the order that it made the first time. */
  idempotencyKey?: string;
}

/**
 * Places an order at today's titles and prices, and announces it.
 * @param isBusConnected whether news of products can come
 * @throws RequestValidationError for a product named twice or short of stock, NotFoundError for an unknown one,
 *   BadRequestError for a total out of bounds or a key used for other items
 */
export async function placeOrder(
  { userId, items, idempotencyKey }: OrderRequest,
  isBusConnected: () => boolean,
): Promise<Stored<Order>> {
  refuseRepeatedProducts(items);
  const where = idempotencyKey ? { userId, idempotencyKey } : { _id: new Types.ObjectId() };
  if (idempotencyKey) {
    // Before the stock is checked: this very order may have taken the last piece by now.
    // `change` answers once the order that it has read is in the journal.
    const placed = await change(Order, where, (current) => ({
      result: current && repeatedPlacement(current, items),
    }));
    if (placed) return placed;
  }

  const products = await findOrderableProducts(items, isBusConnected);
  const draft = { _id: new Types.ObjectId(), ...where, ...draftOrder(userId, items, products, new Date()) };
  return change(Order, where, (current) => decidePlacement(current, draft));
}

function refuseRepeatedProducts(items: readonly Line[]): void {
  const ids = items.map(({ productId }) => productId);
  const repeated = ids.flatMap((id, index) =>
    ids.indexOf(id) < index
      ? [
          {
            message: 'Product is in the order twice',
            field: `items[${index}].productId`,
            code: 'duplicate_product',
          },
        ]
      : [],
  );
  if (repeated.length > 0) throw new RequestValidationError(repeated);
}
