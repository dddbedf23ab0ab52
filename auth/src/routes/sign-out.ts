import { closeSession } from '@datnxecommerce/common';
import { Router } from 'express';

/** Signs out, whoever asks. */
export const signOutRouter = Router().post('/api/users/signout', (req, res) => {
  closeSession(req);
  res.send({});
});
