import { linkNextPage, readPage, validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import { findProducts, isOwnList } from '../domain/find-products';
import { presentOwnProduct, presentProduct } from '../views/present-product';
import { priceRangeCheck, productQuery, readFilter } from './product-query';

/** The catalogue, for everybody: searched, filtered, sorted, page by page. */
export const listProductsRouter = Router().get(
  '/api/products',
  validateRequest(productQuery, priceRangeCheck),
  async (req, res) => {
    const filter = readFilter(req);
    const { documents, next } = await findProducts(filter, readPage(req));
    if (next) linkNextPage(req, res, next);
    res.send(documents.map(isOwnList(filter) ? presentOwnProduct : presentProduct));
  },
);
