import { Listener, ProductCreated } from '@datnxecommerce/common';
import { replicateProduct } from '../../domain/replicate-product';

/** A product is new. */
export class ProductCreatedListener extends Listener<typeof ProductCreated> {
  readonly contract = ProductCreated;

  handle(event: ProductCreated): Promise<void> {
    return replicateProduct(event);
  }
}
