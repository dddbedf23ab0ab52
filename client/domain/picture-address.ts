import type { Product } from '../api/types';

/** The part of a product that its drawn picture follows from; an order's line does not know the category. */
export type Drawn = Pick<Product, 'id' | 'title' | 'picture'> & { category?: string | null };

/** Where this site draws the picture of a product that has none. */
export function pictureAddress({ id, title, category }: Drawn): string {
  const words = new URLSearchParams({ title, ...(category && { category }) });
  return `/pictures/${encodeURIComponent(id)}.svg?${words}`;
}
