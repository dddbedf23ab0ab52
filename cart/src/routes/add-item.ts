import {
  idRule,
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
import type { CartLine } from '../models/cart';

/** The body of an added item. */
export const addItemSchema: Schema = {
  productId: { in: 'body', ...idRule('productId'), toLowerCase: true },
  quantity: { in: 'body', ...wholeNumberRule('Quantity', 1, MAX_LINE_QUANTITY) },
};

/** Sets how many of a product are in the caller's cart. */
export const addItemRouter = (isBusConnected: () => boolean): Router =>
  Router().post('/api/cart/items', requireAuth, ...validateRequest(addItemSchema), async (req, res) => {
    const { productId, quantity } = validated<CartLine>(req);
    res.status(201).send(await addItem(userOf(req).id, { productId, quantity }, isBusConnected));
  });
