import { registry } from '@datnxecommerce/common';
import { Counter } from 'prom-client';

export const staleStockWritesRefused = new Counter({
  name: 'stale_stock_writes_refused_total',
  help: 'Writes to stock that were not made, because what they were decided by was read too long ago',
  registers: [registry],
});
