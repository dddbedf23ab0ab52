import { isDocumentId, NotFoundError } from '@datnxecommerce/common';
import { Router } from 'express';
import { etagOf, Product, PUBLIC_PROJECTION, publicProduct } from '../models/product';

/** One product, for everybody. */
export const showProductRouter = Router().get('/api/products/:id', async (req, res) => {
  if (!isDocumentId(req.params.id)) throw new NotFoundError();
  const product = await Product.findById(req.params.id, PUBLIC_PROJECTION).lean();
  if (!product) throw new NotFoundError();
  res.set('ETag', etagOf(product)).send(publicProduct(product));
});
