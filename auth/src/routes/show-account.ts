import { requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import { findAccount } from '../domain/find-account';
import { presentAccount } from '../views/present-account';

/** Shows the caller's own account. */
export const showAccountRouter = Router().get('/api/users/account', requireAuth, async (req, res) => {
  res.send(presentAccount(await findAccount(userOf(req).id)));
});
