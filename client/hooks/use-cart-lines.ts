import { useEffect, useState } from 'react';
import { browserClient } from '../api/build-client';
import { loadProductsOf, type ProductsById } from '../api/cart-lines';
import type { CartItem, Product } from '../api/types';
import { useCart } from './use-cart';

export interface CartLine extends CartItem {
  /** Null when it is no longer sold. */
  product: Product | null;
}

/** What the cart holds, line by line, with what each costs now. */
export interface CartLines {
  /** Null while not known yet. */
  lines: CartLine[] | null;
  /** The details could not be fetched. */
  failed: boolean;
}

/** Joins the cart with its products: those the page came with, then those the browser still misses. */
export function useCartLines(initial: ProductsById): CartLines {
  const { items } = useCart();
  const [fetched, setFetched] = useState<ProductsById>({});
  const [failed, setFailed] = useState(false);

  const known = { ...initial, ...fetched };
  const missing = (items ?? []).filter(({ productId }) => !(productId in known));
  const missingKey = missing.map(({ productId }) => productId).join();

  useEffect(() => {
    if (missingKey === '') return;
    const wanted = missingKey.split(',').map((productId) => ({ productId, quantity: 1 }));
    loadProductsOf(browserClient, wanted).then(
      (products) => {
        setFailed(false);
        setFetched((before) => ({ ...before, ...products }));
      },
      () => setFailed(true),
    );
  }, [missingKey]);

  const lines =
    items && missing.length === 0
      ? items.map((item) => ({ ...item, product: known[item.productId] ?? null }))
      : null;
  return { lines, failed };
}

/** Whole cents for everything that can still be bought. */
export function totalCentsOf(lines: CartLine[]): number {
  return lines.reduce((sum, { product, quantity }) => sum + (product ? product.priceCents * quantity : 0), 0);
}

/** Why this line can not be ordered as it is; null when it can. */
export function obstacleOf({ product, quantity }: CartLine): string | null {
  if (!product) return 'No longer on sale.';
  if (product.quantity <= 0) return 'Sold out.';
  if (quantity > product.quantity) return `Only ${product.quantity} left.`;
  return null;
}
