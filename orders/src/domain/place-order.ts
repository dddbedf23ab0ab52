import {
  type BoughtItem,
  change,
  create,
  OrderStatus,
  RequestValidationError,
  type Stored,
} from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { Order } from '../models/order';
import { draftOrder } from './draft-order';
import { findOrderableProducts } from './find-orderable-products';
import { decideNewOrder, decidePlacement, repeatedPlacement } from './order-decisions';
import type { OrderDeps } from './order-deps';

/** What a shopper asks for. */
export interface OrderRequest {
  userId: string;
  items: BoughtItem[];
  /** A repeated request under the same key of the same user gets the order that the first one placed. */
  idempotencyKey?: string;
}

/**
 * Places an order at today's titles and prices, and announces it.
 * @throws RequestValidationError for a product named twice or short of stock, NotFoundError for an unknown one,
 *   BadRequestError for a total out of bounds, a key used for other items, or too many unpaid orders
 */
export async function placeOrder(
  deps: OrderDeps,
  { userId, items, idempotencyKey }: OrderRequest,
): Promise<Stored<Order>> {
  refuseRepeatedProducts(items);
  const where = { userId, idempotencyKey };
  if (idempotencyKey !== undefined) {
    // Before the stock is checked, since this order may have taken the last piece.
    // `change` returns once the order that it read is durable.
    const placed = await change(Order, where, (current) => ({
      result: current && repeatedPlacement(current, items),
    }));
    if (placed) return placed;
  }

  const { products, ...time } = await findOrderableProducts(deps, items);
  const draft = { _id: newOrderId(time.now), idempotencyKey, ...draftOrder(userId, items, products) };
  if (idempotencyKey === undefined) {
    const hasRoom = await hasRoomForOrder(deps, userId);
    return create<Order, Stored<Order>>(
      Order,
      draft._id,
      (now) => decideNewOrder(draft, { now, hasRoom }),
      time,
    );
  }
  return change(
    Order,
    where,
    (current, now, hasRoom) => decidePlacement(current, draft, { now, hasRoom }),
    () => hasRoomForOrder(deps, userId),
  );
}

/** Holds the database's time, by which payments tells how old the order is. */
const newOrderId = (now: Date): Types.ObjectId =>
  new Types.ObjectId(Types.ObjectId.generate(Math.floor(now.getTime() / 1000)));

/** Whether the user may have one more unpaid order. */
async function hasRoomForOrder({ maxOpenOrders }: OrderDeps, userId: string): Promise<boolean> {
  if (maxOpenOrders === undefined) return true;
  const open = { userId, status: OrderStatus.Created };
  return (await Order.countDocuments(open, { limit: maxOpenOrders })) < maxOpenOrders;
}

function refuseRepeatedProducts(items: readonly BoughtItem[]): void {
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
