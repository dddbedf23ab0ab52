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
import type { CartDeps } from '../domain/cart-deps';
import type { CartLine } from '../models/cart';
import { presentCart } from '../views/present-cart';

/** What may be sent to add an item. */
export const addItemSchema: Schema = {
  productId: { in: 'body', ...idRule('productId'), toLowerCase: true },
  quantity: { in: 'body', ...wholeNumberRule('Quantity', 1, MAX_LINE_QUANTITY) },
  'if-match': ifMatchRule,
};

/** Sets the quantity of a product in the caller's cart. */
export const addItemRouter = (deps: CartDeps): Router =>
  Router().post('/api/cart/items', requireAuth, ...validateRequest(addItemSchema), async (req, res) => {
    const { 'if-match': ifMatch, ...line } = validated<CartLine & { 'if-match'?: string }>(req);
    const userId = userOf(req).id;
    const items = await addItem(deps, { userId, line, ifMatch });
    res.status(201).set('ETag', etagOf(items)).send(presentCart(userId, items));
  });
