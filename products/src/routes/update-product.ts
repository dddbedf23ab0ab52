import {
  BadRequestError,
  ifMatchHeader,
  isDocumentId,
  NotFoundError,
  requireAuth,
  userOf,
  validated,
  validateRequest,
} from '@datnxecommerce/common';
import { Router } from 'express';
import { updateProduct } from '../domain/update-product';
import { etagOf } from '../models/product';
import { presentProduct } from '../views/present-product';
import { productFields } from './product-fields';

export const updateProductRequest = {
  body: productFields.partial(),
  headers: ifMatchHeader,
};

/** A seller changes a product of theirs; with If-Match only the version that it names. */
export const updateProductRouter = Router().put(
  '/api/products/:id',
  requireAuth,
  validateRequest(updateProductRequest),
  async (req, res) => {
    const { 'if-match': ifMatch, ...fields } = validated(req, updateProductRequest);
    if (!isDocumentId(req.params.id)) throw new NotFoundError();
    if (Object.keys(fields).length === 0)
      throw new BadRequestError('At least one field must be given', { code: 'no_fields' });
    const product = await updateProduct(req.params.id, { userId: userOf(req).id, fields, ifMatch });
    res.set('ETag', etagOf(product)).send(presentProduct(product));
  },
);
