import { linkNextPage, readPage, requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import { findOrders } from '../domain/find-orders';
import { presentOrder } from '../views/present-order';

/** Lists the caller's orders, newest first. */
export const listOrdersRouter = Router().get('/api/orders', requireAuth, async (req, res) => {
  const { documents, next } = await findOrders(userOf(req).id, readPage(req));
  if (next) linkNextPage(req, res, next);
  res.send(documents.map(presentOrder));
});
