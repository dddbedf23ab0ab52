import type { PaymentDeps } from '../../../../../payments/src/domain/payment-deps';
import { reconcilePayments } from '../../../../../payments/src/domain/reconcile-payments';
import { OrderCancelledListener } from '../../../../../payments/src/events/listeners/order-cancelled-listener';
import { OrderCreatedListener } from '../../../../../payments/src/events/listeners/order-created-listener';
import { Payment } from '../../../../../payments/src/models/payment';
import type { ServiceParts } from './service';

/** @param deps new ones at each restart of the service */
export const payments = (deps: PaymentDeps): ServiceParts => ({
  name: 'payments',
  listeners: [new OrderCreatedListener(), new OrderCancelledListener(deps)],
  aggregates: [Payment],
  jobs: { reconciler: () => reconcilePayments(deps) },
});
