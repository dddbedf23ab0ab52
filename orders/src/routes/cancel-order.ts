import { isDocumentId, NotFoundError, requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import { cancelOrder } from '../domain/cancel-order';

/** Cancels an order of the caller. */
export const cancelOrderRouter = Router().delete('/api/orders/:id', requireAuth, async (req, res) => {
  const { id } = req.params;
  if (!isDocumentId(id)) throw new NotFoundError();
  await cancelOrder(userOf(req).id, id);
  res.status(204).send();
});
