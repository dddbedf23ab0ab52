import { useRouter } from 'next/router';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';
import { type Addition, planAddition } from '../../domain/cart-rules';
import type { Session } from '../../api/server-props/server-props';
import type { CartItem, Product } from '../../api/types';
import { guestCart, type GuestLine, parseGuestCart } from './guest-cart';
import { mergeGuestCart } from './merge-guest-cart';
import { onAttention } from '../on-attention';
import { ServerCart } from './server-cart';
import { useStore } from '../store';
import { useToasts } from '../use-toasts';

interface Cart {
  /** Null while not known: a guest's before the page's script runs, anyone's while the service is unavailable. */
  items: CartItem[] | null;
  /** Whether the cart is this browser's own; otherwise it is kept on the server. */
  isGuest: boolean;
  /** What did not fit into the account's cart at sign-in. */
  left: GuestLine[];
  /** Shows the change at once; false when the shop refused and it was taken back. 0 removes the line. */
  setQuantity: (productId: string, quantity: number) => Promise<boolean>;
  /** Adds to what the cart holds now; null when the shop refused. */
  add: (product: Product, wanted: number) => Promise<Addition | null>;
  /** Why the shop refused the last change that it refused; empty while it has refused none. */
  refusal: () => string;
  /** Waits until no change is under way. The lines by then; null when one of the changes was refused. */
  settled: () => Promise<CartItem[] | null>;
  /** Takes a guest's lines along into the signed-in cart. */
  adopt: () => Promise<void>;
  /** Asks the shop again, for changes made elsewhere: a payment, another device. */
  refresh: () => Promise<void>;
}

/** What the toasts about refused changes are about. */
const REFUSED = 'refused-cart';

const CartContext = createContext<Cart | null>(null);

/** One cart for header and pages, a guest's in this browser or the signed-in visitor's on the server. */
export function CartProvider({ session, children }: { session: Session; children: ReactNode }) {
  const store = useServerStore(session);
  const adopt = useAdopt(session, store);
  const guestLines = useGuestLines(session);
  const left = useMemo(() => (guestLines ?? []).filter((line) => line.left), [guestLines]);
  const guest = useGuestCart(guestLines, adopt);
  const server = useServerCart(store, left, adopt);
  return <CartContext value={session.state === 'guest' ? guest : server}>{children}</CartContext>;
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

/** The guest's list; on the server, what forms sent without script asked for. Null while not known. */
function useGuestLines({ asked }: Session): GuestLine[] | null {
  const onServer = asked.length > 0 ? JSON.stringify(asked) : null;
  const text = useSyncExternalStore<string | null>(guestCart.subscribe, guestCart.snapshot, () => onServer);
  return useMemo(() => (text === null ? null : parseGuestCart(text)), [text]);
}

function useGuestCart(items: GuestLine[] | null, adopt: Cart['adopt']): Cart {
  return useMemo(
    () => ({
      items,
      isGuest: true,
      left: [],
      setQuantity: async (productId, quantity) => {
        guestCart.setQuantity(productId, quantity);
        return true;
      },
      add: async (product, wanted) => {
        const addition = planAddition(guestCart.read(), product, wanted);
        if (addition.added > 0) guestCart.setQuantity(product.id, addition.held);
        return addition;
      },
      refusal: () => '',
      settled: async () => guestCart.read(),
      adopt,
      refresh: async () => undefined,
    }),
    [items, adopt],
  );
}

function useServerCart(store: ServerCart, left: GuestLine[], adopt: Cart['adopt']): Cart {
  const items = useStore(store);
  return useMemo(() => {
    const { setQuantity, add, refusal, settled, refresh } = store;
    return { items, isGuest: false, left, setQuantity, add, refusal, settled, adopt, refresh };
  }, [items, left, store, adopt]);
}

/** One store for one visitor. It takes over the cart of each page, unless it has learned of a newer one since. */
function useServerStore(session: Session): ServerCart {
  const { show, dismiss } = useToasts();
  const userId = session.user?.id;
  const store = useMemo(
    () =>
      new ServerCart(
        session.cart,
        (text) => show(text, 'bad', REFUSED),
        () => dismiss(REFUSED),
      ),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- later carts of the same visitor go to `take`
    [userId, show, dismiss],
  );
  const { events } = useRouter();
  const asked = useRef(0);

  useEffect(() => {
    const markAsked = () => {
      asked.current = store.ask();
      dismiss(REFUSED);
    };
    events.on('routeChangeStart', markAsked);
    return () => events.off('routeChangeStart', markAsked);
  }, [events, store, dismiss]);

  useEffect(() => store.take(session.cart, asked.current), [session, store]);
  useEffect(() => {
    if (!userId) return;
    return onAttention((isVisible) => void (isVisible && store.refresh()));
  }, [userId, store]);
  return store;
}

/** Moves the guest's list into the account's cart, now and whenever a page finds one; says when not all of it fits. */
function useAdopt(session: Session, store: ServerCart): Cart['adopt'] {
  const { show } = useToasts();
  const adopt = useCallback(async () => {
    const leftBefore = countLeft();
    await store.write(() => mergeGuestCart().catch(() => null));
    if (countLeft() > leftBefore) show('Not everything fitted into your cart. It lists what did not.', 'bad');
  }, [store, show]);

  useEffect(() => {
    guestCart.takeAsked();
    if (session.state === 'user') void adopt();
  }, [session.state, adopt]);
  return adopt;
}

const countLeft = () => guestCart.read().filter(({ left }) => left).length;
