import { askedCartCookie, readAskedCart } from '../../api/server-props/asked-cart';
import { MAX_CART_LINES, quantityIn, withQuantity } from '../../domain/cart-rules';
import type { CartItem } from '../../api/types';
import { parseStored, shareText } from '../browser-storage';

const text = shareText('guest-cart');
/** Room for a full list and for as many lines that did not fit into an account's cart. */
const MAX_STORED_LINES = 2 * MAX_CART_LINES;

/** A line of the guest's list. */
export interface GuestLine extends CartItem {
  /** It did not fit into the account's cart at sign-in, and waits for the shopper to decide. */
  left?: true;
}

/** Reads stored text; anything that is not a list of product ids with whole quantities is dropped. */
export function parseGuestCart(json: string | null): GuestLine[] {
  const stored = parseStored(json);
  return Array.isArray(stored)
    ? (stored as unknown[]).filter(isCartItem).slice(0, MAX_STORED_LINES).map(toGuestLine)
    : [];
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

const toGuestLine = ({ productId, quantity, ...rest }: CartItem): GuestLine =>
  'left' in rest && rest.left === true ? { productId, quantity, left: true } : { productId, quantity };

/** The cart of a visitor who has not signed in, kept in this browser and shared by its tabs. */
export const guestCart = {
  read: () => parseGuestCart(text.read()),

  setQuantity: (productId: string, quantity: number): void => {
    store(withQuantity(guestCart.read(), productId, quantity));
  },

  /**
   * After a merge: forgets this line, unless it was changed meanwhile.
   * What did not fit (`rest` pieces) stays and waits for the shopper.
   */
  settle: (line: CartItem, rest: number): void => {
    const settled = guestCart.read().flatMap((item): GuestLine[] => {
      if (item.productId !== line.productId || item.quantity !== line.quantity) return [item];
      return rest > 0 ? [{ productId: item.productId, quantity: rest, left: true }] : [];
    });
    store(settled);
  },

  /** Takes over what was put into the cart by a form before the page's script ran. */
  takeAsked: (): void => {
    const asked = takeAskedCookie();
    if (asked.length === 0) return;
    const add = (items: GuestLine[], { productId, quantity }: CartItem) =>
      withQuantity(items, productId, quantityIn(items, productId) + quantity);
    store(asked.reduce(add, guestCart.read()));
  },

  subscribe: text.subscribe,

  /** Equal text means an equal cart: what useSyncExternalStore compares. */
  snapshot: () => text.read() ?? '[]',
};

function store(items: GuestLine[]): void {
  text.write(JSON.stringify(items));
}

/** Reads and clears the cookie; the browser may refuse access to its cookies. */
function takeAskedCookie(): CartItem[] {
  try {
    const asked = readAskedCart(document.cookie);
    if (asked.length > 0) document.cookie = askedCartCookie([], location.protocol === 'https:');
    return asked;
  } catch {
    return [];
  }
}
