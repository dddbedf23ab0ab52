import { pruneMarks } from '../../../../../products/src/domain/prune-marks';
import { resumeFulfilments } from '../../../../../products/src/domain/resume-fulfilments';
import { OrderCancelledListener } from '../../../../../products/src/events/listeners/order-cancelled-listener';
import { PaymentCreatedListener } from '../../../../../products/src/events/listeners/payment-created-listener';
import { Fulfilment } from '../../../../../products/src/models/fulfilment';
import { Product } from '../../../../../products/src/models/product';
import type { ServiceParts } from './service';

export const products = (): ServiceParts => ({
  name: 'products',
  listeners: [new PaymentCreatedListener(), new OrderCancelledListener()],
  aggregates: [Product, Fulfilment],
  jobs: { 'unfinished fulfilments': resumeFulfilments, 'old stock marks': pruneMarks },
});
