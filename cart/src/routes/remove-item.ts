import {
  ifMatchHeader,
  isDocumentId,
  NotFoundError,
  requireAuth,
  userOf,
  validated,
  validateRequest,
} from '@datnxecommerce/common';
import { Router } from 'express';
import { etagOf } from '../domain/cart-decisions';
import { removeItem } from '../domain/remove-item';
import { presentCart } from '../views/present-cart';

/** What may be sent to remove an item. */
export const removeItemRequest = { headers: ifMatchHeader };

/** Removes a product from the caller's cart. */
export const removeItemRouter = Router().delete(
  '/api/cart/items/:productId',
  requireAuth,
  validateRequest(removeItemRequest),
  async (req, res) => {
    const { 'if-match': ifMatch } = validated(req, removeItemRequest);
    const { productId } = req.params;
    if (!isDocumentId(productId)) throw new NotFoundError();
    const userId = userOf(req).id;
    const items = await removeItem(userId, productId.toLowerCase(), ifMatch);
    res.set('ETag', etagOf(items)).send(presentCart(userId, items));
  },
);
