import { requireAuth, userOf, validated, validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import type { Schema } from 'express-validator';
import { createProduct } from '../domain/create-product';
import { etagOf, publicProduct, type ProductFields } from '../models/product';
import { productFields } from './product-fields';

export const createProductSchema: Schema = {
  ...productFields({ optional: false }),
  'idempotency-key': {
    in: ['headers'],
    optional: true,
    matches: {
      options: /^[\x21-\x7e]{1,255}$/,
      errorMessage: 'Idempotency-Key must be 1 to 255 visible ASCII characters',
    },
  },
};

/** A seller puts a product up. */
export const createProductRouter = Router().post(
  '/api/products',
  requireAuth,
  ...validateRequest(createProductSchema),
  async (req, res) => {
    const { 'idempotency-key': key, ...fields } = validated<ProductFields & { 'idempotency-key'?: string }>(
      req,
    );
    const product = await createProduct(userOf(req).id, fields, key);
    res.status(201).set('ETag', etagOf(product)).send(publicProduct(product));
  },
);
