import {
  idempotencyKeyHeader,
  idField,
  listField,
  MAX_LINE_QUANTITY,
  requireAuth,
  userOf,
  validated,
  validateRequest,
  wholeNumberField,
} from '@datnxecommerce/common';
import { Router } from 'express';
import { z } from 'zod';
import type { OrderDeps } from '../domain/order-deps';
import { placeOrder } from '../domain/place-order';
import { presentOrder } from '../views/present-order';

const MAX_LINES = 50;

/** What may be sent to place an order. */
export const createOrderRequest = {
  body: z.object({
    items: listField(
      'items',
      z.object({
        productId: idField('productId').toLowerCase(),
        quantity: wholeNumberField('quantity', 1, MAX_LINE_QUANTITY),
      }),
      1,
      MAX_LINES,
    ),
  }),
  headers: idempotencyKeyHeader,
};

/** Places an order of the caller. */
export const createOrderRouter = (deps: OrderDeps): Router =>
  Router().post('/api/orders', requireAuth, validateRequest(createOrderRequest), async (req, res) => {
    const { items, 'idempotency-key': idempotencyKey } = validated(req, createOrderRequest);
    const order = await placeOrder(deps, { userId: userOf(req).id, items, idempotencyKey });
    res.locals.orderId = String(order._id);
    res.status(201).send(presentOrder(order));
  });
