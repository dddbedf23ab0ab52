import {
  dateSchema,
  describeApi,
  etagHeader,
  idSchema,
  nextPageHeader,
  notModified,
  objectSchema,
  pageQuery,
  schemaRef,
} from '@datnxecommerce/common';
import { createProductSchema } from './routes/create-product';
import { productQuery } from './routes/product-query';
import { updateProductSchema } from './routes/update-product';

const product = objectSchema(
  {
    id: idSchema,
    title: { type: 'string' },
    price: { type: 'number', minimum: 0, description: 'US dollars' },
    quantity: { type: 'integer', minimum: 0, description: 'How many are in stock' },
    userId: { ...idSchema, description: 'The seller' },
    version: { type: 'integer', minimum: 0, description: 'One more at each change' },
    description: { type: 'string' },
    category: { type: 'string' },
    imageUrl: { type: 'string' },
    createdAt: dateSchema,
    updatedAt: dateSchema,
  },
  { optional: ['description', 'category', 'imageUrl'] },
);

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
          description: 'A page of products, newest first unless sorted',
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
      answers: {
        200: {
          description: 'Every category that a product has, by name',
          body: {
            type: 'array',
            items: objectSchema({
              name: { type: 'string', description: 'As most of its products spell it' },
              count: { type: 'integer', minimum: 1, description: 'How many products `?category=` finds' },
            }),
          },
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
      input: createProductSchema,
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
      input: updateProductSchema,
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
