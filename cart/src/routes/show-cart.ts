import { requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import { showCart } from '../domain/show-cart';

/** The caller's cart. */
export const showCartRouter = Router().get('/api/cart', requireAuth, async (req, res) => {
  res.send(await showCart(userOf(req).id));
});
