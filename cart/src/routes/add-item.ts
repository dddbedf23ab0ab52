import {
  idRule,
  ifMatchRule,
  MAX_LINE_QUANTITY,
  requireAuth,
  userOf,
  validated,
  validateRequest,
  wholeNumberRule,
} from '@datnxecommerce/common';
import { Router } from 'express';
import type { Schema } from 'express-validator';
import { addItem } from '../domain/add-item';
import { etagOf } from '../domain/cart-decisions';
import type { CartLine } from '../models/cart';

/** What may be sent to add an item. */
export const addItemSchema: Schema = {
  productId: { in: 'body', ...idRule('productId'), toLowerCase: true },
  quantity: { in: 'body', ...wholeNumberRule('Quantity', 1, MAX_LINE_QUANTITY) },
  'if-match': ifMatchRule,
};

/** Sets how many of a product are in the caller's cart. */
export const addItemRouter = (isBusConnected: () => boolean): Router =>
  Router().post('/api/cart/items', requireAuth, ...validateRequest(addItemSchema), async (req, res) => {
    const { 'if-match': ifMatch, ...line } = validated<CartLine & { 'if-match'?: string }>(req);
    const cart = await addItem(userOf(req).id, line, isBusConnected, ifMatch);
    res.status(201).set('ETag', etagOf(cart)).send(cart);
  });
