import { requireAuth } from '@datnxecommerce/common';
import { Router } from 'express';
import { findProducts } from '../domain/find-products';
import { presentExample } from '../views/present-example';

/** The newest products, for anybody who is signed in. */
export const listExamplesRouter = Router().get('/api/examples', requireAuth, async (_req, res) => {
  res.send((await findProducts()).map(presentExample));
});
