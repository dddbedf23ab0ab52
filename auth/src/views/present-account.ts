import type { Stored } from '@datnxecommerce/common';
import type { User } from '../models/user';

/** An account as its owner sees it; the name is empty until it is given. */
export const presentAccount = ({ _id, email, name = '' }: Stored<User>) => ({ id: String(_id), email, name });
