import { Listener, ProductUpdated } from '@datnxecommerce/common';
import { replicateProduct } from '../../domain/replicate-product';

/** A product has changed. */
export class ProductUpdatedListener extends Listener<typeof ProductUpdated> {
  readonly contract = ProductUpdated;

  handle(event: ProductUpdated): Promise<void> {
    return replicateProduct(event);
  }
}
