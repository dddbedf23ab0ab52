import { createLogger } from '@datnxecommerce/common';
import { deliver, documented, newId, testKeys, testLimits } from '@datnxecommerce/common/testing';
import { buildApp } from '../app';
import { OrderCreatedListener } from '../events/listeners/order-created-listener';
import { PaymentCreatedListener } from '../events/listeners/payment-created-listener';
import { api } from '../openapi';
import { Cart, type CartLine } from '../models/cart';
import { ProductReplica } from '../models/product-replica';

interface AppOptions {
  isBusConnected?: boolean;
  perMinute?: number;
}

/** The service's HTTP API, held to its document, with a broker that is there or not. */
export const anApp = ({ isBusConnected = true, perMinute }: AppOptions = {}) =>
  documented(
    buildApp({
      logger: createLogger('test', 'silent'),
      keys: testKeys,
      limitChanges: testLimits(perMinute),
      isBusConnected: () => isBusConnected,
    }),
    api,
  );

/** A product that cart knows. @returns its id */
export async function aProduct(id = newId()): Promise<string> {
  await ProductReplica.create({ _id: id, title: 'Lamp', price: 19.99, quantity: 5, version: 0 });
  return id;
}

/** A stored cart. @returns its owner */
export async function aCart(items: CartLine[], userId = newId()): Promise<string> {
  await Cart.create({ userId, items, inbox: [] });
  return userId;
}

/** The data of a product event. */
export const productEvent = (fields: object = {}) => ({
  id: newId(),
  title: 'Lamp',
  price: 19.99,
  quantity: 5,
  userId: newId(),
  version: 0,
  ...fields,
});

/** The data of a payment event. */
export const paymentEvent = (fields: object = {}) => ({
  id: newId(),
  orderId: newId(),
  stripeId: 'ch_1',
  items: [{ productId: newId(), quantity: 1 }],
  userId: newId(),
  ...fields,
});

/** Delivers a payment whose order is known to be of the user that it names. */
export async function deliverPayment(payment: { orderId: string; userId?: string }): Promise<void> {
  const { orderId: id, userId } = payment;
  await deliver(new OrderCreatedListener(), orderEvent({ id, ...(userId && { userId }) }));
  await deliver(new PaymentCreatedListener(), payment);
}

/** The data of an order event. */
export const orderEvent = (fields: object = {}) => ({
  id: newId(),
  userId: newId(),
  status: 'Created',
  items: [{ productId: newId(), quantity: 1, priceSnapshot: 19.99, titleSnapshot: 'Lamp' }],
  total: 19.99,
  version: 0,
  ...fields,
});
