import {
  BadRequestError,
  readMany,
  readOne,
  type PageRequest,
  type Position,
  type Stored,
} from '@datnxecommerce/common';
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
 * One page of a user's orders, newest first by the clock of the database.
 * @returns the page, and where the next one starts when there is one
 * @throws BadRequestError when the cursor belongs to another list
 */
export async function findOrders(
  userId: string,
  { limit, after }: PageRequest,
): Promise<{ orders: Stored<Order>[]; next?: Position }> {
  const found = await readMany<Stored<Order>>(
    Order,
    { userId, ...(after && olderThan(after)) },
    { projection: VISIBLE, sort: { createdAt: -1, _id: -1 }, limit: limit + 1 },
  );
  const orders = found.slice(0, limit);
  const last = orders.at(-1);
  if (found.length <= limit || !last) return { orders };
  return { orders, next: { value: last.createdAt.getTime(), id: String(last._id) } };
}

function olderThan({ value, id }: Position): object {
  const createdAt = new Date(value);
  if (typeof value !== 'number' || Number.isNaN(createdAt.getTime()))
    throw new BadRequestError('cursor belongs to another list', { field: 'cursor', code: 'invalid_cursor' });
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: new Types.ObjectId(id) } }] };
}
