import { linkNextPage, readPage, validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import { findProducts } from '../domain/find-products';
import { presentProduct } from '../views/present-product';
import { priceRangeCheck, productQuery, readFilter } from './product-query';

/** The catalogue, for everybody: searched, filtered, sorted, page by page. */
export const listProductsRouter = Router().get(
  '/api/products',
  ...validateRequest(productQuery, priceRangeCheck),
  async (req, res) => {
    const { products, next } = await findProducts(readFilter(req), readPage(req));
    if (next) linkNextPage(req, res, next);
    res.send(products.map(presentProduct));
  },
);
