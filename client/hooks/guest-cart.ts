import type { CartItem } from '../api/types';
import { localStore, parseStored } from './browser-storage';

const KEY = 'guest-cart';
const MAX_LINES = 50;

/** Reads stored text; anything that is not a list of product ids with whole quantities is dropped. */
export function parseGuestCart(text: string | null): CartItem[] {
  const stored = parseStored(text);
  return Array.isArray(stored) ? (stored as unknown[]).filter(isCartItem).slice(0, MAX_LINES) : [];
}

function isCartItem(entry: unknown): entry is CartItem {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'productId' in entry &&
    typeof entry.productId === 'string' &&
    'quantity' in entry &&
    Number.isSafeInteger(entry.quantity) &&
    (entry.quantity as number) > 0
  );
}

/** The list with this product's quantity set; 0 removes its line. Lines keep their place. */
export function withQuantity(items: CartItem[], productId: string, quantity: number): CartItem[] {
  if (quantity <= 0) return items.filter((item) => item.productId !== productId);
  const known = items.some((item) => item.productId === productId);
  return known
    ? items.map((item) => (item.productId === productId ? { productId, quantity } : item))
    : [...items, { productId, quantity }];
}

/**
 * The quantities to set on the server so that it holds the guest's lines too.
 * The larger quantity wins, so running it twice, or in two tabs at once, ends in the same cart.
 */
export function linesToMerge(guest: CartItem[], server: CartItem[]): CartItem[] {
  const held = new Map(server.map((item) => [item.productId, item.quantity]));
  return guest.filter((item) => item.quantity > (held.get(item.productId) ?? 0));
}

/** The cart of a visitor who has not signed in, kept in this browser and shared by its tabs. */
export const guestCart = {
  read: () => parseGuestCart(localStore.read(KEY)),

  setQuantity: (productId: string, quantity: number): void => {
    store(withQuantity(guestCart.read(), productId, quantity));
  },

  /** Forgets lines that the server now holds, unless they were changed meanwhile. */
  forget: (merged: CartItem[]): void => {
    const gone = new Map(merged.map((item) => [item.productId, item.quantity]));
    store(guestCart.read().filter((item) => gone.get(item.productId) !== item.quantity));
  },

  /** Calls back on every change, in this tab or another. Returns how to stop. */
  subscribe: (onChange: () => void): (() => void) => {
    listeners.add(onChange);
    window.addEventListener('storage', onChange);
    return () => {
      listeners.delete(onChange);
      window.removeEventListener('storage', onChange);
    };
  },

  /** Equal text means an equal cart: what useSyncExternalStore compares. */
  snapshot: () => localStore.read(KEY) ?? '[]',
};

const listeners = new Set<() => void>();

function store(items: CartItem[]): void {
  localStore.write(KEY, JSON.stringify(items));
  for (const listener of listeners) listener();
}
