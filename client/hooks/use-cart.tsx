import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { browserClient } from '../api/build-client';
import { removeCartItem, setCartItem, showCart } from '../api/cart';
import type { Session } from '../api/server-props';
import type { CartItem } from '../api/types';
import { guestCart, parseGuestCart, withQuantity } from './guest-cart';
import { mergeGuestCart } from './merge-guest-cart';
import { useToasts } from './use-toasts';

interface Cart {
  /** Null while not known: a guest's before the page's script runs, anyone's while the service is away. */
  items: CartItem[] | null;
  /** Shows the change at once; false when the shop refused and it was taken back. 0 removes the line. */
  setQuantity: (productId: string, quantity: number) => Promise<boolean>;
  /** Takes a guest's lines along into the signed-in cart. */
  adopt: () => Promise<void>;
  /** Asks the shop again, for changes made elsewhere: a payment, another device. */
  refresh: () => Promise<void>;
}

const CartContext = createContext<Cart | null>(null);

/** One cart for header and pages, a guest's in this browser or the signed-in visitor's on the server. */
export function CartProvider({ session, children }: { session: Session; children: ReactNode }) {
  const isGuest = session.state === 'guest';
  const guest = useGuestCart(isGuest);
  const server = useServerCart(session);
  const value = isGuest ? guest : server;
  return <CartContext value={value}>{children}</CartContext>;
}

export function useCart(): Cart {
  const value = useContext(CartContext);
  if (!value) throw new Error('useCart needs a CartProvider above it');
  return value;
}

/** How many pieces are in the cart. */
export function countOf(items: CartItem[]): number {
  return items.reduce((sum, item) => sum + item.quantity, 0);
}

const noServerSnapshot = () => null;

function useGuestCart(isGuest: boolean): Cart {
  const text = useSyncExternalStore<string | null>(guestCart.subscribe, guestCart.snapshot, noServerSnapshot);
  return useMemo(
    () => ({
      items: isGuest && text !== null ? parseGuestCart(text) : null,
      setQuantity: async (productId, quantity) => {
        guestCart.setQuantity(productId, quantity);
        return true;
      },
      adopt: async () => void (await mergeGuestCart()),
      refresh: async () => undefined,
    }),
    [isGuest, text],
  );
}

function useServerCart(session: Session): Cart {
  const { show } = useToasts();
  const [known, setKnown] = useState(session.cart);
  const [wishes, setWishes] = useState<ReadonlyMap<string, number>>(new Map());
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const tickets = useRef(new Map<string, number>());

  useEffect(() => setKnown(session.cart), [session]);

  const setQuantity = useCallback(
    (productId: string, quantity: number) => {
      const ticket = (tickets.current.get(productId) ?? 0) + 1;
      tickets.current.set(productId, ticket);
      const isLatest = () => tickets.current.get(productId) === ticket;
      setWishes((wishes) => new Map(wishes).set(productId, quantity));

      const write = async () => {
        if (!isLatest()) return true;
        try {
          setKnown(
            quantity > 0
              ? await setCartItem(browserClient, { productId, quantity })
              : await removeCartItem(browserClient, productId),
          );
          return true;
        } catch (error) {
          show(`Your cart was not changed. ${error instanceof Error ? error.message : ''}`.trim(), 'bad');
          return false;
        } finally {
          if (isLatest()) setWishes((wishes) => new Map([...wishes].filter(([id]) => id !== productId)));
        }
      };
      const written = queue.current.then(write);
      queue.current = written;
      return written;
    },
    [show],
  );

  const refresh = useCallback(async () => {
    await showCart(browserClient).then(setKnown, () => undefined);
  }, []);

  const adopt = useCallback(async () => {
    const merged = await mergeGuestCart().catch(() => null);
    if (merged) setKnown(merged);
  }, []);

  useEffect(() => {
    if (session.state === 'user') void adopt();
  }, [session.state, adopt]);

  return useMemo(() => {
    const items =
      known && [...wishes].reduce((list, [id, quantity]) => withQuantity(list, id, quantity), known);
    return { items, setQuantity, adopt, refresh };
  }, [known, wishes, setQuantity, adopt, refresh]);
}
