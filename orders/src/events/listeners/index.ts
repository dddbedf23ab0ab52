import { PaymentCreatedListener } from './payment-created-listener';
import { PaymentRefundedListener } from './payment-refunded-listener';
import { ProductCreatedListener } from './product-created-listener';
import { ProductUpdatedListener } from './product-updated-listener';
import { StockConfirmedListener } from './stock-confirmed-listener';
import { StockRejectedListener } from './stock-rejected-listener';

export const listeners = [
  new ProductCreatedListener(),
  new ProductUpdatedListener(),
  new PaymentCreatedListener(),
  new StockConfirmedListener(),
  new StockRejectedListener(),
  new PaymentRefundedListener(),
];
