import { replica } from '@datnxecommerce/common';
import { OrderReplica } from '../models/order-replica';

/** What payments keeps of other services' documents. */
export const replicas = [replica(OrderReplica, { stale: true })];
