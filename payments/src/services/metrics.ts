import { registry } from '@datnxecommerce/common';
import { Counter } from 'prom-client';

export const stripeCalls = new Counter({
  name: 'stripe_calls_total',
  help: 'Calls to Stripe by what is known after them',
  labelNames: ['call', 'outcome'],
  registers: [registry],
});
