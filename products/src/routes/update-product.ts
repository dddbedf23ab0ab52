import {
  BadRequestError,
  isDocumentId,
  NotFoundError,
  requireAuth,
  userOf,
  validated,
  validateRequest,
} from '@datnxecommerce/common';
import { Router } from 'express';
import type { Schema } from 'express-validator';
import { updateProduct } from '../domain/update-product';
import { publicProduct, type ProductFields } from '../models/product';
import { productFields } from './product-fields';

export const updateProductSchema: Schema = {
  ...productFields({ optional: true }),
  'if-match': {
    in: ['headers'],
    optional: true,
    matches: { options: /^"\d{1,15}"$/, errorMessage: 'If-Match must be a version in quotes, such as "3"' },
  },
};

/** A seller changes a product of theirs; with If-Match only when nobody else was faster. */
export const updateProductRouter = Router().put(
  '/api/products/:id',
  requireAuth,
  ...validateRequest(updateProductSchema),
  async (req, res) => {
    const { 'if-match': tag, ...fields } = validated<Partial<ProductFields> & { 'if-match'?: string }>(req);
    if (!isDocumentId(req.params.id)) throw new NotFoundError();
    if (Object.keys(fields).length === 0) throw new BadRequestError('At least one field must be given');
    const expectedVersion = tag === undefined ? undefined : Number(JSON.parse(tag));
    const product = await updateProduct(req.params.id, { userId: userOf(req).id, fields, expectedVersion });
    res.send(publicProduct(product));
  },
);
