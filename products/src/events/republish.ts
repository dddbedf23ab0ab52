import { eventSource } from '@datnxecommerce/common';
import { Fulfilment } from '../models/fulfilment';
import { Product } from '../models/product';
import { productCreated } from './publishers/product-created-publisher';
import { productUpdated } from './publishers/product-updated-publisher';
import { stockConfirmed } from './publishers/stock-confirmed-publisher';
import { stockRejected } from './publishers/stock-rejected-publisher';

/** A product as it is now: its events carry the whole state, so consumers need only the newest one. */
const products = eventSource<Product>(Product, (product) => [
  (product.version === 0 ? productCreated : productUpdated).announce(product, product.updatedAt),
]);

/** The outcome of a paid order; a fulfilment still under way publishes its own when it ends. */
const fulfilments = eventSource<Fulfilment>(Fulfilment, (fulfilment) => {
  if (fulfilment.status === 'applied') return [stockConfirmed.announce(fulfilment, fulfilment.updatedAt)];
  if (fulfilment.status === 'rejected') return [stockRejected.announce(fulfilment, fulfilment.updatedAt)];
  return [];
});

/** What products republishes after the broker restarted empty. */
export const eventSources = [products, fulfilments];
