import type { Stored } from '@datnxecommerce/common';
import { Order } from '../models/order';

/** A user's own order, or null; ids are checked by the caller. */
export function findOrder(userId: string, id: string): Promise<Stored<Order> | null> {
  return Order.findOne({ _id: id, userId }).lean<Stored<Order> | null>();
}

/**
 * A user's orders, newest first (an id begins with the time at which it was made).
 * @param before the id after which to continue
 */
export function findOrders(userId: string, limit: number, before?: string): Promise<Stored<Order>[]> {
  return Order.find({ userId, ...(before && { _id: { $lt: before } }) })
    .sort({ _id: -1 })
    .limit(limit)
    .lean<Stored<Order>[]>();
}
