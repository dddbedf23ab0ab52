import { PaymentCreatedListener } from '../../../../../orders/src/events/listeners/payment-created-listener';
import { PaymentRefundedListener } from '../../../../../orders/src/events/listeners/payment-refunded-listener';
import { ProductCreatedListener } from '../../../../../orders/src/events/listeners/product-created-listener';
import { ProductUpdatedListener } from '../../../../../orders/src/events/listeners/product-updated-listener';
import { StockConfirmedListener } from '../../../../../orders/src/events/listeners/stock-confirmed-listener';
import { StockRejectedListener } from '../../../../../orders/src/events/listeners/stock-rejected-listener';
import { Order } from '../../../../../orders/src/models/order';
import type { ServiceParts } from './service';

export const orders = (): ServiceParts => ({
  name: 'orders',
  listeners: [
    new ProductCreatedListener(),
    new ProductUpdatedListener(),
    new PaymentCreatedListener(),
    new StockConfirmedListener(),
    new StockRejectedListener(),
    new PaymentRefundedListener(),
  ],
  aggregates: [Order],
  jobs: {},
});
