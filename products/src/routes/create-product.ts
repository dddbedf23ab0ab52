import {
  idempotencyKeyHeader,
  requireAuth,
  userOf,
  validated,
  validateRequest,
} from '@datnxecommerce/common';
import { Router } from 'express';
import { createProduct, type ProductLimits } from '../domain/create-product';
import { etagOf } from '../models/product';
import { presentProduct } from '../views/present-product';
import { productFields } from './product-fields';

export const createProductRequest = {
  body: productFields,
  headers: idempotencyKeyHeader,
};

/** A seller puts a product up. */
export const createProductRouter = (limits: ProductLimits): Router =>
  Router().post('/api/products', requireAuth, validateRequest(createProductRequest), async (req, res) => {
    const { 'idempotency-key': key, ...fields } = validated(req, createProductRequest);
    const product = await createProduct(limits, { userId: userOf(req).id, fields, idempotencyKey: key });
    res.status(201).set('ETag', etagOf(product)).send(presentProduct(product));
  });
