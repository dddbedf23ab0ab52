import { isDocumentId, NotFoundError, requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import { findOrder } from '../domain/find-orders';
import { presentOrder } from '../views/present-order';

/** Shows an order of the caller. */
export const showOrderRouter = Router().get('/api/orders/:id', requireAuth, async (req, res) => {
  const { id } = req.params;
  const order = isDocumentId(id) && (await findOrder(userOf(req).id, id));
  if (!order) throw new NotFoundError();
  res.send(presentOrder(order));
});
