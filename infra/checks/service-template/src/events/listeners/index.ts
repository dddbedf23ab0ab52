import { ProductCreatedListener } from './product-created-listener';
import { ProductUpdatedListener } from './product-updated-listener';

export const listeners = [new ProductCreatedListener(), new ProductUpdatedListener()];
