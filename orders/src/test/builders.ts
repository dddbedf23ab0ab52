import { createLogger, OrderStatus, type Stored } from '@datnxecommerce/common';
import { documented, newId, testKeys, testLimits } from '@datnxecommerce/common/testing';
import { Types } from 'mongoose';
import type { Response } from 'supertest';
import { buildApp } from '../app';
import { api } from '../openapi';
import { Order } from '../models/order';
import type { presentOrder } from '../views/present-order';
import { ProductReplica } from '../models/product-replica';

/** Stand for what a test can't know beforehand. */
export const aDate: unknown = expect.any(Date);
export const someText: unknown = expect.any(String);
export const someObject: unknown = expect.any(Object);

/** An order, or a list of them, as an answer shows it. */
export type ShownOrder = ReturnType<typeof presentOrder>;
export const orderIn = ({ body }: Response) => body as ShownOrder;
export const ordersIn = ({ body }: Response) => body as ShownOrder[];

interface AppOptions {
  isBusConnected?: boolean;
  maxOpenOrders?: number;
  perMinute?: number;
}

/** The service's HTTP API, held to its document, with a broker that is there or not. */
export const anApp = ({ isBusConnected = true, maxOpenOrders, perMinute }: AppOptions = {}) =>
  documented(
    buildApp({
      logger: createLogger('orders', 'silent'),
      keys: testKeys,
      limitChanges: testLimits(perMinute),
      isBusConnected: () => isBusConnected,
      maxOpenOrders,
    }),
    api,
  );

/** A product that orders knows, stored. @returns its id */
export async function aProduct(state: Partial<Omit<ProductReplica, '_id'>> = {}): Promise<string> {
  const id = newId();
  const product = { title: 'Lamp', price: 12.5, quantity: 10, userId: newId(), version: 0, ...state };
  await ProductReplica.create({ _id: id, ...product });
  return id;
}

/** An order of two lamps, just placed. */
export function anOrder(state: Partial<Order> = {}): Stored<Order> {
  return {
    _id: new Types.ObjectId(),
    userId: newId(),
    status: OrderStatus.Created,
    items: [{ productId: newId(), titleSnapshot: 'Lamp', priceSnapshot: 12.5, quantity: 2 }],
    total: 25,
    version: 0,
    fulfilment: 'none',
    paid: false,
    refunded: false,
    createdAt: new Date('2026-01-01T10:00:00Z'),
    updatedAt: new Date('2026-01-01T10:00:00Z'),
    ...state,
  };
}

/** The same, stored with an empty outbox. */
export async function aStoredOrder(state: Partial<Order> = {}): Promise<Stored<Order>> {
  const order = anOrder(state);
  await Order.create(order);
  return order;
}

/** An order as it is stored now, without internal fields. */
export const storedOrder = (id: unknown): Promise<Stored<Order> | null> =>
  Order.findById(id).lean<Stored<Order> | null>();

/** What an order's items are on the wire of payments and stock. */
export const itemsOf = ({ items }: Order) =>
  items.map(({ productId, quantity }) => ({ productId, quantity }));

/** The events that other services send about an order. */
export const eventsAbout = (order: Stored<Order>) => {
  const orderId = String(order._id);
  const items = itemsOf(order);
  const payment = { id: newId(), orderId, stripeId: 'ch_1' };
  return {
    paymentCreated: { ...payment, items, userId: order.userId },
    stockConfirmed: { orderId, items },
    stockRejected: { orderId, items },
    paymentRefunded: { ...payment, refundId: 're_1' },
  };
};
