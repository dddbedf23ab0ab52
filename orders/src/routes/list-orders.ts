import { linkNextPage, readPage, requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import { findOrders } from '../domain/find-orders';
import { presentOrder } from '../views/present-order';

/** Lists the caller's orders, newest first. */
export const listOrdersRouter = Router().get('/api/orders', requireAuth, async (req, res) => {
  const { limit, after } = readPage(req);
  const found = await findOrders(userOf(req).id, limit + 1, after?.id);
  const orders = found.slice(0, limit).map(presentOrder);
  const last = orders.at(-1);
  if (last && found.length > limit) linkNextPage(req, res, { value: last.id, id: last.id });
  res.send(orders);
});
