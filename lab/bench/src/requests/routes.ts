import type { Product, Shopper } from '@ecommerce/e2e/shopper';
import { type Catalogue, productOf } from './catalogue';
import type { BenchRequest } from './load';

/** A route of the shop beside what it costs at least. */
export interface BenchRoute {
  name: string;
  service: string;
  ours: (index: number) => BenchRequest;
  limit: (index: number) => BenchRequest;
}

/** The hot routes. Writes are journaled on both sides; the limits know neither sessions nor events. */
export function routesOf({ products, shoppers }: Catalogue): BenchRoute[] {
  const productAt = (index: number): Product => products[index % products.length] as Product;
  const shopperAt = (index: number): Shopper => shoppers[index % shoppers.length] as Shopper;
  const orderOf = (index: number) => ({
    items: [0, 1].map((line) => ({ productId: productAt(index + line).id, quantity: 1 })),
  });
  /** No two requests in a row are the same: a cart that is as it should be is not written. */
  const lineOf = (index: number) => ({ productId: productAt(index % 50).id, quantity: 1 + (index % 999) });
  const write = (path: string, body: object, index: number): BenchRequest => ({
    method: 'POST',
    path,
    body,
    cookie: shopperAt(index).cookie,
  });
  const insert = (body: object): BenchRequest => ({ method: 'POST', path: '/documents', body });
  return [
    {
      name: 'list of 20',
      service: 'products',
      ours: () => ({ method: 'GET', path: '/api/products?limit=20' }),
      limit: () => ({ method: 'GET', path: '/products' }),
    },
    {
      name: 'product',
      service: 'products',
      ours: (index) => ({ method: 'GET', path: `/api/products/${productAt(index).id}` }),
      limit: (index) => ({ method: 'GET', path: `/products/${productAt(index).id}` }),
    },
    {
      name: 'currentuser with session (limit without)',
      service: 'auth',
      ours: (index) => ({
        method: 'GET',
        path: '/api/users/currentuser',
        cookie: shopperAt(index).cookie,
      }),
      limit: () => ({ method: 'GET', path: '/constant' }),
    },
    {
      name: 'product create',
      service: 'products',
      ours: (index) => write('/api/products', productOf(index), index),
      limit: (index) => insert(productOf(index)),
    },
    {
      name: 'cart add',
      service: 'cart',
      ours: (index) => write('/api/cart/items', lineOf(index), index),
      limit: (index) => ({
        method: 'POST',
        path: '/carts',
        body: { userId: shopperAt(index).email, ...lineOf(index) },
      }),
    },
    {
      name: 'order create',
      service: 'orders',
      ours: (index) => write('/api/orders', orderOf(index), index),
      limit: (index) => insert(orderOf(index)),
    },
  ];
}
