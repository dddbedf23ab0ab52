import { OrderCreatedListener } from '../../../../../cart/src/events/listeners/order-created-listener';
import { PaymentCreatedListener } from '../../../../../cart/src/events/listeners/payment-created-listener';
import { ProductCreatedListener } from '../../../../../cart/src/events/listeners/product-created-listener';
import { ProductUpdatedListener } from '../../../../../cart/src/events/listeners/product-updated-listener';
import { Cart } from '../../../../../cart/src/models/cart';
import type { ServiceParts } from './service';

export const cart = (): ServiceParts => ({
  name: 'cart',
  listeners: [
    new ProductCreatedListener(),
    new ProductUpdatedListener(),
    new OrderCreatedListener(),
    new PaymentCreatedListener(),
  ],
  aggregates: [Cart],
  jobs: {},
});
