import type { ProductReplica } from '../models/product-replica';

/** A product as callers see it. */
export const presentExample = ({ _id, title }: ProductReplica) => ({ productId: String(_id), title });
