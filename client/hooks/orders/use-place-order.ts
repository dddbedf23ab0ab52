import { useRouter } from 'next/router';
import { useRef, useState } from 'react';
import { ApiError, type FieldError } from '../../api/api-error';
import { browserClient } from '../../api/build-client';
import type { Order } from '../../api/types';
import { currentUser } from '../../api/users';
import { placeOrderOnce } from './place-order';
import { cancelReplacedOrder } from './replaced-order';
import { seenPrices } from '../cart/seen-prices';
import { useCart } from '../cart/use-cart';
import { type CartLine, changedLines, isSameCart, pricesChangedBy } from '../../domain/cart-line';
import type { CartLines } from '../cart/use-cart-lines';
import { useToasts } from '../use-toasts';

/** An order that was made at other prices than those shown. */
export interface RepricedOrder {
  order: Order;
  /** The lines with the order's price and, as `wasCents`, the one that was shown. */
  changed: CartLine[];
}

/**
 * Orders the lines that are shown, once the cart's last change is written and prices and stock were asked for again.
 * What has changed is shown first; the shopper then decides again.
 * @param userId whose cart the page shows; undefined while nobody knows
 */
export function usePlaceOrder(lines: CartLine[], reload: CartLines['reload'], userId: string | undefined) {
  const router = useRouter();
  const { settled } = useCart();
  const { show } = useToasts();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<FieldError | null>(null);
  const [repriced, setRepriced] = useState<RepricedOrder | null>(null);
  const running = useRef(false);

  const place = async () => {
    const items = await settled();
    if (!items || !isSameCart(items, lines))
      return setError({ message: 'Your cart has just changed. Check it and press again.' });
    const [user, now] = await Promise.all([currentUser(browserClient).catch(() => null), reload()]);
    if (userId && user && user.id !== userId) {
      return setError({
        message: 'Another account was signed in in another tab. Nothing is ordered. Reload this page.',
      });
    }
    if (now && changedLines(lines, now).length > 0) {
      return setError({ message: 'Prices or stock have just changed. Check your order and press again.' });
    }
    const order = await placeOrderOnce(
      lines.flatMap(({ productId, quantity, product }) =>
        product ? [{ productId, quantity, priceCents: product.priceCents }] : [],
      ),
    );
    if (await cancelReplacedOrder(order))
      show('Your earlier unpaid order is cancelled. This one replaces it.');
    for (const { productId, priceCents } of order.items) seenPrices.remember(productId, priceCents);
    const changed = pricesChangedBy(order, lines);
    if (changed.length > 0) return setRepriced({ order, changed });
    await router.push(`/orders/${order.id}`);
  };

  const onPlace = async () => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      await place();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      const { errors } = failure;
      setError({ ...errors[0], message: errors.map(({ message }) => message).join('. ') });
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, error, repriced, place: () => void onPlace() };
}
