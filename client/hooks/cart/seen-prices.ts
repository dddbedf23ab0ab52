import { useMemo, useSyncExternalStore } from 'react';
import { parseStored, shareText } from '../browser-storage';

const MAX_PRICES = 200;
const text = shareText('seen-prices');

/** Cents by product. */
export type Prices = ReadonlyMap<string, number>;

/** The price of each product that the shopper last agreed to in this browser, and whether it has changed since. */
export const seenPrices = {
  read: (): Prices => parsePrices(text.read()),

  remember: (productId: string, priceCents: number): void => {
    const others = [...seenPrices.read()].filter(([id]) => id !== productId);
    write([...others, [productId, priceCents]]);
  },

  /** Remembers what came into the cart elsewhere at the first price shown here. */
  rememberFirst: (productId: string, priceCents: number): void => {
    if (!seenPrices.read().has(productId)) seenPrices.remember(productId, priceCents);
  },
};

/** Follows the prices; empty while the page's script has not run. */
export function useSeenPrices(): Prices {
  const json = useSyncExternalStore<string | null>(text.subscribe, text.read, () => null);
  return useMemo(() => parsePrices(json), [json]);
}

function parsePrices(json: string | null): Prices {
  const stored = parseStored(json);
  return new Map(Array.isArray(stored) ? (stored as unknown[]).filter(isPrice) : []);
}

function isPrice(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && Number.isSafeInteger(entry[1]);
}

function write(prices: [string, number][]): void {
  text.write(JSON.stringify(prices.slice(-MAX_PRICES)));
}
