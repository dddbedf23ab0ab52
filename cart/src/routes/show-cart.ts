import { requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import { etagOf } from '../domain/cart-decisions';
import { showCart } from '../domain/show-cart';

/** The caller's cart. */
export const showCartRouter = Router().get('/api/cart', requireAuth, async (req, res) => {
  const cart = await showCart(userOf(req).id);
  res.set('ETag', etagOf(cart)).send(cart);
});
