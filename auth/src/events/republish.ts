import { eventSource } from '@datnxecommerce/common';
import { User } from '../models/user';
import { userCreated } from './publishers/user-created-publisher';

/** What auth republishes when the broker has lost its data. */
export const eventSources = [eventSource<User>(User, (user) => [userCreated.announce(user)])];
