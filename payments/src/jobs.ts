import type { PeriodicJob } from '@datnxecommerce/common';
import type { PaymentDeps } from './domain/payment-deps';
import { reconcilePayments } from './domain/reconcile-payments';

/** The periodic work of payments. */
export const jobsOf = (deps: PaymentDeps): PeriodicJob[] => [
  { name: 'payment reconciler', everyMs: 2000, run: () => reconcilePayments(deps) },
];
