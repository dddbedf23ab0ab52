import {
  idField,
  ifMatchHeader,
  MAX_LINE_QUANTITY,
  requireAuth,
  userOf,
  validated,
  validateRequest,
  wholeNumberField,
} from '@datnxecommerce/common';
import { Router } from 'express';
import { z } from 'zod';
import { addItem } from '../domain/add-item';
import { etagOf } from '../domain/cart-decisions';
import type { CartDeps } from '../domain/cart-deps';
import { presentCart } from '../views/present-cart';

/** What may be sent to add an item. */
export const addItemRequest = {
  body: z.object({
    productId: idField('productId').toLowerCase(),
    quantity: wholeNumberField('Quantity', 1, MAX_LINE_QUANTITY),
  }),
  headers: ifMatchHeader,
};

/** Sets the quantity of a product in the caller's cart. */
export const addItemRouter = (deps: CartDeps): Router =>
  Router().post('/api/cart/items', requireAuth, validateRequest(addItemRequest), async (req, res) => {
    const { 'if-match': ifMatch, ...line } = validated(req, addItemRequest);
    const userId = userOf(req).id;
    const items = await addItem(deps, { userId, line, ifMatch });
    res.status(201).set('ETag', etagOf(items)).send(presentCart(userId, items));
  });
