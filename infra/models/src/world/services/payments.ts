import type { PaymentDesk } from '../../../../../payments/src/domain/payment-desk';
import { reconcilePayments } from '../../../../../payments/src/domain/reconcile-payments';
import { OrderCancelledListener } from '../../../../../payments/src/events/listeners/order-cancelled-listener';
import { OrderCreatedListener } from '../../../../../payments/src/events/listeners/order-created-listener';
import { Payment } from '../../../../../payments/src/models/payment';
import type { ServiceParts } from './service';

/** @param desk asked for anew each time: a restart of the service has a new one */
export const payments = (desk: PaymentDesk): ServiceParts => ({
  name: 'payments',
  listeners: [new OrderCreatedListener(), new OrderCancelledListener(desk)],
  aggregates: [Payment],
  jobs: { reconciler: () => reconcilePayments(desk) },
});
