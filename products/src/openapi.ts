import {
  dateTime,
  describeApi,
  documentId,
  etagHeader,
  jsonSchema,
  nextPageHeader,
  notModified,
  pageQuery,
  schemaRef,
} from '@datnxecommerce/common';
import { z } from 'zod';
import { createProductRequest } from './routes/create-product';
import { categoriesQuery, productQuery } from './routes/product-query';
import { updateProductRequest } from './routes/update-product';

const product = z.object({
  id: documentId,
  title: z.string(),
  price: z.number().min(0).describe('US dollars'),
  quantity: z.int().min(0).describe('How many are in stock'),
  userId: documentId.describe('The seller'),
  version: z.int().min(0).describe('One more at each change'),
  description: z.string().optional(),
  category: z.string().optional(),
  imageUrl: z.string().optional(),
  shopName: z.string().optional().describe('The name that the seller gives their shop'),
  listed: z.boolean().describe('Whether it is for sale; the seller alone sees one that is not'),
  sold: z
    .int()
    .optional()
    .describe("Pieces sold so far; only in the list of the caller's own products, and where it is known"),
  createdAt: dateTime,
  updatedAt: dateTime,
});

const category = z.object({
  name: z.string().describe('As most of its products spell it'),
  count: z.int().min(1).describe('How many products `?category=` finds beside the same filter'),
});

const theProduct = { description: 'The product', body: schemaRef('Product'), headers: etagHeader };

/** The API of products. */
export const api = describeApi({
  title: 'Products',
  description: 'The catalogue and its stock.',
  prefix: '/api/products',
  schemas: { Product: product },
  errorCodes: {
    idempotency_key_reused: 'The Idempotency-Key was used for another request',
    no_fields: 'At least one field must be given',
    too_many_products: 'The caller offers as many products as one seller may',
  },
  routes: [
    {
      method: 'get',
      path: '/api/products',
      operationId: 'listProducts',
      summary: 'List, search and filter the catalogue',
      input: productQuery,
      query: pageQuery,
      answers: {
        200: {
          description:
            'A page of listed products, newest first unless sorted; a seller who asks for their own `userId` gets all',
          body: { type: 'array', items: schemaRef('Product') },
          headers: nextPageHeader,
        },
      },
    },
    {
      method: 'get',
      path: '/api/products/categories',
      operationId: 'listCategories',
      summary: 'List the categories in use',
      description: 'With a filter, it counts the products that match; categories without one are left out.',
      input: categoriesQuery,
      answers: {
        200: {
          description: 'Every category that a listed product which matches has, by name',
          body: jsonSchema(z.array(category)),
        },
      },
    },
    {
      method: 'post',
      path: '/api/products',
      operationId: 'createProduct',
      summary: 'Put a product up for sale',
      description: 'The same Idempotency-Key answers with the product made the first time.',
      signedIn: true,
      input: createProductRequest,
      answers: { 201: theProduct },
    },
    {
      method: 'get',
      path: '/api/products/:id',
      operationId: 'showProduct',
      summary: 'Show a product',
      answers: { 200: theProduct, 304: notModified },
    },
    {
      method: 'put',
      path: '/api/products/:id',
      operationId: 'updateProduct',
      summary: "Change a product of the caller's",
      description:
        'Of any of these fields; with If-Match only when the product is at the version that it names.',
      signedIn: true,
      input: updateProductRequest,
      needsOneField: true,
      answers: {
        200: theProduct,
        403: "Another seller's product, or sent by a page of another site",
        409: 'Too many writers at once; try again',
        412: 'The product is at another version than If-Match names',
      },
    },
  ],
});
