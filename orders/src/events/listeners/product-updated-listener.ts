import { ProductUpdated, Listener } from '@datnxecommerce/common';
import { replicateProduct } from '../../domain/replicate-product';

/** A changed product is ordered at its new title and price, and within its new stock. */
export class ProductUpdatedListener extends Listener<typeof ProductUpdated> {
  readonly contract = ProductUpdated;

  handle(event: ProductUpdated): Promise<void> {
    return replicateProduct(event);
  }
}
