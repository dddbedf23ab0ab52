import { ProductCreated, Listener } from '@datnxecommerce/common';
import { replicateProduct } from '../../domain/replicate-product';

/** A new product can be ordered. */
export class ProductCreatedListener extends Listener<typeof ProductCreated> {
  readonly contract = ProductCreated;

  handle(event: ProductCreated): Promise<void> {
    return replicateProduct(event);
  }
}
