import {
  ifMatchRule,
  isDocumentId,
  NotFoundError,
  requireAuth,
  userOf,
  validated,
  validateRequest,
} from '@datnxecommerce/common';
import { Router } from 'express';
import type { Schema } from 'express-validator';
import { etagOf } from '../domain/cart-decisions';
import { removeItem } from '../domain/remove-item';
import { presentCart } from '../views/present-cart';

/** What may be sent to remove an item. */
export const removeItemSchema: Schema = { 'if-match': ifMatchRule };

/** Removes a product from the caller's cart. */
export const removeItemRouter = Router().delete(
  '/api/cart/items/:productId',
  requireAuth,
  ...validateRequest(removeItemSchema),
  async (req, res) => {
    const { 'if-match': ifMatch } = validated<{ 'if-match'?: string }>(req);
    const { productId } = req.params;
    if (!isDocumentId(productId)) throw new NotFoundError();
    const userId = userOf(req).id;
    const items = await removeItem(userId, productId.toLowerCase(), ifMatch);
    res.set('ETag', etagOf(items)).send(presentCart(userId, items));
  },
);
