import { closeSession } from '@datnxecommerce/common';
import { Router } from 'express';

/** Signs out, with or without a session. */
export const signOutRouter = Router().post('/api/users/signout', (req, res) => {
  closeSession(req);
  res.send({});
});
