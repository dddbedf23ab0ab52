import { OrderCreatedListener } from './order-created-listener';
import { PaymentCreatedListener } from './payment-created-listener';
import { ProductCreatedListener } from './product-created-listener';
import { ProductUpdatedListener } from './product-updated-listener';

export const listeners = [
  new ProductCreatedListener(),
  new ProductUpdatedListener(),
  new OrderCreatedListener(),
  new PaymentCreatedListener(),
];
