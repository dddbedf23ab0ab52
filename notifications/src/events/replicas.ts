import { replica } from '@datnxecommerce/common';
import { UserReplica } from '../models/user-replica';

/** The copies of other services' documents, and how each is marked stale. The facts from events never get stale. */
export const replicas = [replica(UserReplica, { version: -1 })];
