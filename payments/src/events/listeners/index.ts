import type { PaymentDeps } from '../../domain/payment-deps';
import { OrderCancelledListener } from './order-cancelled-listener';
import { OrderCreatedListener } from './order-created-listener';

/** The events that payments consumes. */
export const listenersOf = (deps: PaymentDeps) => [
  new OrderCreatedListener(),
  new OrderCancelledListener(deps),
];
