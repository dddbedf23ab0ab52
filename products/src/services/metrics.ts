import { registry } from '@datnxecommerce/common';
import { Counter } from 'prom-client';

export const staleStockWritesRefused = new Counter({
  name: 'stale_stock_writes_refused_total',
  help: 'Stock that an order did not take because another handler had settled or cancelled the order meanwhile',
  registers: [registry],
});
