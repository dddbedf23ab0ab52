import type { Product } from '../../api/types';

/** What shoppers read as the seller of a product. */
export const sellerOf = ({ shopName }: Pick<Product, 'shopName'>): string =>
  shopName ?? 'an independent seller';
