import { Router } from 'express';
import { listCategories } from '../domain/list-categories';

/** Every category in use, for everybody. */
export const listCategoriesRouter = Router().get('/api/products/categories', async (_req, res) => {
  res.send(await listCategories());
});
