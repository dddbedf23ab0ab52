import { ApiError } from '../../api/api-error';
import { browserClient } from '../../api/build-client';
import { createOrder, listOrders } from '../../api/orders';
import { newRequestKey } from '../../api/request-key';
import type { CartItem, Order } from '../../api/types';
import { localStore, parseStored } from '../browser-storage';
import { exclusively } from '../exclusively';

interface PricedItem extends CartItem {
  priceCents: number;
}

/** Time for a double click, a reload or a second tab. The payments service refuses an order that is a day old. */
const REUSED_FOR_MS = 60 * 60_000;

/**
 * Whether this order was placed just now, still waits for payment and is for exactly these items at these prices.
 * @param now milliseconds by the shop's clock
 */
export function isSameOpenOrder(order: Order, items: PricedItem[], now: number): boolean {
  if (!isFreshlyOpen(order, now) || order.items.length !== items.length) return false;
  return items.every((wanted) =>
    order.items.some(
      (item) =>
        item.productId === wanted.productId &&
        item.quantity === wanted.quantity &&
        item.priceCents === wanted.priceCents,
    ),
  );
}

/**
 * Whether this order was placed just now and still waits for payment.
 * @param now milliseconds by the shop's clock
 */
export function isFreshlyOpen({ status, paid, createdAt }: Order, now: number): boolean {
  const ageMs = createdAt === null ? 0 : now - Date.parse(createdAt);
  return status === 'Created' && !paid && ageMs < REUSED_FOR_MS;
}

/**
 * Orders the cart once. A click, reload or tab that comes second gets the first one's open order:
 * found among the shopper's orders, or by the key of a request whose answer never came.
 * Throws ApiError, for instance when the stock is short.
 */
export async function placeOrderOnce(items: PricedItem[]): Promise<Order> {
  return exclusively('place-order', async () => {
    const { items: recent, answeredAt } = await listOrders(browserClient);
    const open = recent.find((order) => isSameOpenOrder(order, items, answeredAt));
    if (open) return open;

    const order = await send(items);
    // An earlier visit's unanswered request may have made it, and it was paid, cancelled or left alone since.
    return isFreshlyOpen(order, answeredAt) ? order : send(items);
  });
}

async function send(items: PricedItem[]): Promise<Order> {
  try {
    const lines = items.map(({ productId, quantity }) => ({ productId, quantity }));
    const order = await createOrder(browserClient, lines, attemptKey(items));
    localStore.remove(ATTEMPT);
    return order;
  } catch (error) {
    if (error instanceof ApiError && !error.isUnanswered) localStore.remove(ATTEMPT);
    throw error;
  }
}

const ATTEMPT = 'checkout-attempt';
const KEY = /^[\d-]{1,64}$/;

/** One key for one cart until it is answered; kept over a reload, since the request may still be at work. */
function attemptKey(items: PricedItem[]): string {
  const cart = JSON.stringify(items);
  const kept = readAttempt();
  if (kept?.cart === cart) return kept.key;
  const key = newRequestKey();
  localStore.write(ATTEMPT, JSON.stringify({ cart, key }));
  return key;
}

function readAttempt(): { cart: string; key: string } | undefined {
  const stored = parseStored(localStore.read(ATTEMPT));
  if (typeof stored !== 'object' || stored === null || !('cart' in stored) || !('key' in stored))
    return undefined;
  const { cart, key } = stored;
  return typeof cart === 'string' && typeof key === 'string' && KEY.test(key) ? { cart, key } : undefined;
}
