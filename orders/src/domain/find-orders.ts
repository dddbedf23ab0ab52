import { readMany, readOne, type Stored } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { Order } from '../models/order';

/** Events that wait for the broker may be many, and are not shown. */
const VISIBLE = { outbox: 0 };

/** A user's own order, or null; ids are checked by the caller. */
export async function findOrder(userId: string, id: string): Promise<Stored<Order> | null> {
  const order = await readOne<Stored<Order>>(Order, { _id: new Types.ObjectId(id) }, VISIBLE);
  return order?.userId === userId ? order : null;
}

/**
 * A user's orders, newest first (an id begins with the time at which it was made).
 * @param before the id after which to continue
 */
export function findOrders(userId: string, limit: number, before?: string): Promise<Stored<Order>[]> {
  const matches = { userId, ...(before && { _id: { $lt: new Types.ObjectId(before) } }) };
  const options = { projection: VISIBLE, sort: { _id: -1 as const }, limit };
  return readMany<Stored<Order>>(Order, matches, options);
}
