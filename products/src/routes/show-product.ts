import { isDocumentId, NotFoundError } from '@datnxecommerce/common';
import { Router } from 'express';
import { findProduct } from '../domain/find-product';
import { etagOf } from '../models/product';
import { presentProduct } from '../views/present-product';

/** One product, for every caller; one that is not listed for its seller only. */
export const showProductRouter = Router().get('/api/products/:id', async (req, res) => {
  if (!isDocumentId(req.params.id)) throw new NotFoundError();
  const product = await findProduct(req.params.id, req.currentUser?.id);
  res.set('ETag', etagOf(product)).send(presentProduct(product));
});
