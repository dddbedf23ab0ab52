import { validated, validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import { listCategories } from '../domain/list-categories';
import { categoriesQuery, priceRangeCheck, readCategoriesFilter } from './product-query';

/** Every category in use, for everybody; with a filter, those of the products that match. `limit` keeps the largest. */
export const listCategoriesRouter = Router().get(
  '/api/products/categories',
  validateRequest(categoriesQuery, priceRangeCheck),
  async (req, res) => {
    const { limit } = validated(req, categoriesQuery);
    res.send(await listCategories(readCategoriesFilter(req), limit ? Number(limit) : undefined));
  },
);
