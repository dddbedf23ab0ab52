import { findPage, readOne, type Page, type PageRequest, type Stored } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { Order } from '../models/order';

/** Events that wait for the broker may be many, and are not shown. */
const VISIBLE = { outbox: 0 };
const NEWEST_FIRST = { field: 'createdAt', type: 'date', direction: -1 } as const;

/** A user's own order, or null; ids are checked by the caller. */
export async function findOrder(userId: string, id: string): Promise<Stored<Order> | null> {
  const order = await readOne<Stored<Order>>(Order, { _id: new Types.ObjectId(id) }, VISIBLE);
  return order?.userId === userId ? order : null;
}

/**
 * One page of a user's orders, newest first by the clock of the database.
 * @throws BadRequestError when the cursor belongs to another list
 */
export const findOrders = (userId: string, page: PageRequest): Promise<Page<Stored<Order>>> =>
  findPage(Order, { userId }, { ...page, sort: NEWEST_FIRST, projection: VISIBLE });
