import { ProductCreated, Publisher } from '@datnxecommerce/common';
import type { Product } from '../../models/product';
import { productState } from './product-state';

/** Announces a new product. */
class ProductCreatedPublisher extends Publisher<typeof ProductCreated, Product> {
  readonly contract = ProductCreated;

  protected describe(product: Product) {
    return productState(product);
  }
}

export const productCreated = new ProductCreatedPublisher('products');
