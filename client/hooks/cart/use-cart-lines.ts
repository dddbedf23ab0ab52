import { useCallback, useEffect, useMemo, useState } from 'react';
import { browserClient } from '../../api/build-client';
import { loadProductsOf, type ProductsById } from '../../api/cart-lines';
import type { CartItem } from '../../api/types';
import type { CartLine } from '../../domain/cart-line';
import { type Prices, seenPrices, useSeenPrices } from './seen-prices';
import { useCart } from './use-cart';

/** What the cart holds, line by line, with what each costs now. */
export interface CartLines {
  /** Null while not known yet. */
  lines: CartLine[] | null;
  /** What did not fit into the cart at sign-in. */
  left: CartLine[];
  /** Whether the lines are not on their way either: a service does not answer. */
  isUnavailable: boolean;
  /** Asks for prices and stock again. The lines as they are then; null when the shop does not answer. */
  reload: () => Promise<CartLine[] | null>;
}

/**
 * Joins the cart with its products: those the page came with, then those the browser still misses.
 * @param initial null when the page came without them because the products service did not answer
 */
export function useCartLines(initial: ProductsById | null): CartLines {
  const { items, isGuest, left } = useCart();
  const [known, setKnown] = useState(initial ?? {});
  const [failed, setFailed] = useState(false);

  const missing = [...(items ?? []), ...left].filter(({ productId }) => !(productId in known));
  const missingKey = missing.map(({ productId }) => productId).join();
  const load = useCallback(async (wanted: CartItem[]) => {
    const products = await loadProductsOf(browserClient, wanted);
    setKnown((before) => withLatest(before, products));
    return products;
  }, []);

  useEffect(() => {
    if (missingKey === '') return;
    const wanted = missingKey.split(',').map((productId) => ({ productId, quantity: 1 }));
    load(wanted).then(
      () => setFailed(false),
      () => setFailed(true),
    );
  }, [missingKey, load]);

  const seen = useSeenPrices();
  const isKnown = missing.length === 0;
  const lines = useMemo(
    () => (items && isKnown ? joined(items, known, seen) : null),
    [items, isKnown, known, seen],
  );
  useEffect(() => {
    for (const { productId, product } of lines ?? []) {
      if (product) seenPrices.rememberFirst(productId, product.priceCents);
    }
  }, [lines]);

  const reload = () =>
    load(items ?? []).then(
      (products) => joined(items ?? [], withLatest(known, products), seenPrices.read()),
      () => null,
    );
  const isUnavailable = failed || initial === null || (items === null && !isGuest);
  return { lines, left: isKnown ? joined(left, known, seen) : [], isUnavailable, reload };
}

/** What is known of the products by their latest answers. One that is gone stays, as no longer on sale. */
function withLatest(known: ProductsById, latest: ProductsById): ProductsById {
  const entries = Object.entries(latest).map(([id, product]) => {
    const before = known[id] ?? null;
    return [id, product ?? (before && { ...before, listed: false })] as const;
  });
  return { ...known, ...Object.fromEntries(entries) };
}

function joined(items: CartItem[], products: ProductsById, seen: Prices): CartLine[] {
  return items.map(({ productId, quantity }) => {
    const product = products[productId] ?? null;
    const seenCents = seen.get(productId) ?? null;
    return { productId, quantity, product, wasCents: product?.priceCents === seenCents ? null : seenCents };
  });
}
