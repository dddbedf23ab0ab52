import { requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import { etagOf } from '../domain/cart-decisions';
import { findCart } from '../domain/find-cart';
import { presentCart } from '../views/present-cart';

/** The caller's cart. */
export const showCartRouter = Router().get('/api/cart', requireAuth, async (req, res) => {
  const userId = userOf(req).id;
  const items = await findCart(userId);
  res.set('ETag', etagOf(items)).send(presentCart(userId, items));
});
