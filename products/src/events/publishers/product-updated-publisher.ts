import { ProductUpdated, Publisher } from '@datnxecommerce/common';
import type { Product } from '../../models/product';
import { productState } from './product-state';

/** Announces a changed product, by its seller or by a sale; carries its whole new state. */
class ProductUpdatedPublisher extends Publisher<typeof ProductUpdated, Product> {
  readonly contract = ProductUpdated;

  protected describe(product: Product) {
    return productState(product);
  }
}

export const productUpdated = new ProductUpdatedPublisher('products');
