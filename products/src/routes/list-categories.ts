import { validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import { listCategories } from '../domain/list-categories';
import { categoriesQuery, priceRangeCheck, readCategoriesFilter } from './product-query';

/** Every category in use, for everybody; with a filter, those of the products that match. */
export const listCategoriesRouter = Router().get(
  '/api/products/categories',
  ...validateRequest(categoriesQuery, priceRangeCheck),
  async (req, res) => {
    res.send(await listCategories(readCategoriesFilter(req)));
  },
);
