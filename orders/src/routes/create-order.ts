import {
  idempotencyKeyRule,
  idRule,
  listRule,
  MAX_LINE_QUANTITY,
  requireAuth,
  userOf,
  validated,
  validateRequest,
  wholeNumberRule,
} from '@datnxecommerce/common';
import { Router } from 'express';
import type { Schema } from 'express-validator';
import type { Line } from '../domain/lines';
import type { OrderDeps } from '../domain/order-deps';
import { placeOrder } from '../domain/place-order';
import { presentOrder } from '../views/present-order';

const MAX_LINES = 50;

const requestRules: Schema = {
  items: { in: 'body', ...listRule('items', 1, MAX_LINES) },
  'idempotency-key': idempotencyKeyRule,
};
const lineRules: Schema = {
  'items.*.productId': { in: 'body', ...idRule('productId'), toLowerCase: true },
  'items.*.quantity': { in: 'body', ...wholeNumberRule('quantity', 1, MAX_LINE_QUANTITY) },
};

/** What may be sent to place an order. */
export const createOrderSchema: Schema = { ...requestRules, ...lineRules };

/** Places an order of the caller. The length of the list is checked before its lines. */
export const createOrderRouter = (deps: OrderDeps): Router =>
  Router().post(
    '/api/orders',
    requireAuth,
    ...validateRequest(requestRules),
    ...validateRequest(createOrderSchema),
    async (req, res) => {
      const { items, 'idempotency-key': idempotencyKey } = validated<{
        items: Line[];
        'idempotency-key'?: string;
      }>(req);
      const order = await placeOrder(deps, { userId: userOf(req).id, items, idempotencyKey });
      res.status(201).send(presentOrder(order));
    },
  );
