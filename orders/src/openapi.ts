import {
  dateTime,
  describeApi,
  documentId,
  nextPageHeader,
  OrderStatus,
  pageQuery,
  schemaRef,
} from '@datnxecommerce/common';
import { z } from 'zod';
import { CANCEL_REASONS, FULFILMENTS } from './models/order';
import { createOrderRequest } from './routes/create-order';

const dollars = z.number().min(0).describe('US dollars');

const order = z.object({
  id: documentId,
  userId: documentId,
  status: z.enum(OrderStatus),
  items: z.array(
    z.object({
      productId: documentId,
      titleSnapshot: z.string().describe('The title when the order was placed'),
      priceSnapshot: dollars.describe('US dollars, when the order was placed'),
      quantity: z.int().min(1),
    }),
  ),
  total: dollars,
  version: z.int().min(0),
  fulfilment: z.enum(FULFILMENTS).describe('What stock says of a paid order'),
  paid: z.boolean(),
  refunded: z.boolean(),
  cancelReason: z.enum(CANCEL_REASONS).optional(),
  createdAt: dateTime,
  updatedAt: dateTime,
  paidAt: dateTime.optional(),
  confirmedAt: dateTime.optional(),
  cancelledAt: dateTime.optional(),
  refundedAt: dateTime.optional(),
});

/** The API of orders. */
export const api = describeApi({
  title: 'Orders',
  description: 'Orders, from Created to Complete or Cancelled.',
  prefix: '/api/orders',
  schemas: { Order: order },
  errorCodes: {
    duplicate_product: 'A product is in the order twice',
    idempotency_key_reused: 'The Idempotency-Key belongs to an order of other items',
    not_enough_stock: 'There is not enough stock of a product',
    not_for_sale: 'Its seller does not offer a product any more',
    order_complete: 'The order is complete and cannot be cancelled',
    too_many_open_orders: 'The caller has as many unpaid orders as are allowed',
    total_too_high: 'The total is more than an order may cost',
    total_too_low: 'The total is less than Stripe charges',
  },
  routes: [
    {
      method: 'post',
      path: '/api/orders',
      operationId: 'createOrder',
      summary: 'Place an order',
      description: "At today's prices. The same Idempotency-Key answers with the order made the first time.",
      signedIn: true,
      input: createOrderRequest,
      answers: {
        201: { description: 'The order', body: schemaRef('Order') },
        400: 'One entry for each bad field, each product named twice, and each that is short of stock',
        404: 'One of the products is unknown',
      },
    },
    {
      method: 'get',
      path: '/api/orders',
      operationId: 'listOrders',
      summary: "List the caller's orders",
      signedIn: true,
      query: pageQuery,
      answers: {
        200: {
          description: 'A page of them, newest first',
          body: { type: 'array', items: schemaRef('Order') },
          headers: nextPageHeader,
        },
      },
    },
    {
      method: 'get',
      path: '/api/orders/:id',
      operationId: 'showOrder',
      summary: 'Show an order of the caller',
      signedIn: true,
      answers: {
        200: { description: 'The order', body: schemaRef('Order') },
        404: 'The caller has no such order',
      },
    },
    {
      method: 'delete',
      path: '/api/orders/:id',
      operationId: 'cancelOrder',
      summary: 'Cancel an order of the caller',
      signedIn: true,
      answers: {
        204: { description: 'It is cancelled, now or before' },
        400: 'It is Complete',
        404: 'The caller has no such order',
      },
    },
  ],
});
