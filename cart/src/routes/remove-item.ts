import { isDocumentId, NotFoundError, requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import { removeItem } from '../domain/remove-item';

/** Takes a product out of the caller's cart. */
export const removeItemRouter = Router().delete(
  '/api/cart/items/:productId',
  requireAuth,
  async (req, res) => {
    const { productId } = req.params;
    if (!isDocumentId(productId)) throw new NotFoundError();
    res.send(await removeItem(userOf(req).id, productId.toLowerCase()));
  },
);
