import { replica } from '@datnxecommerce/common';
import { ProductReplica } from '../models/product-replica';

/** The copies of other services' documents, and how each is marked stale. */
export const replicas = [replica(ProductReplica, { version: -1 })];
