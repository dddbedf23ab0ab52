import { idempotencyKeyRule, requireAuth, userOf, validated, validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import type { Schema } from 'express-validator';
import { createProduct } from '../domain/create-product';
import { etagOf, type ProductFields } from '../models/product';
import { presentProduct } from '../views/present-product';
import { productFields } from './product-fields';

export const createProductSchema: Schema = {
  ...productFields({ optional: false }),
  'idempotency-key': idempotencyKeyRule,
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
    res.status(201).set('ETag', etagOf(product)).send(presentProduct(product));
  },
);
