import { ProductReplica } from '../models/product-replica';

const MAX_PRODUCTS = 50;

/** The newest products that the service knows. */
export const findProducts = (): Promise<ProductReplica[]> =>
  ProductReplica.find().sort({ _id: -1 }).limit(MAX_PRODUCTS).lean();
