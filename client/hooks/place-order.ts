import { ApiError } from '../api/api-error';
import { browserClient } from '../api/build-client';
import { createOrder, listOrders } from '../api/orders';
import type { CartItem, Order } from '../api/types';
import { exclusively } from './exclusively';

export interface PricedItem extends CartItem {
  priceCents: number;
}

/** Whether this order still waits for payment and is for exactly these items at these prices. */
export function isSameOpenOrder(order: Order, items: PricedItem[]): boolean {
  if (order.status !== 'Created' || order.paid || order.items.length !== items.length) return false;
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
 * Orders the cart once. A click, reload or tab that comes second gets the first one's open order:
 * found among the shopper's orders, or by the key of a request whose answer never came.
 * Throws ApiError, for instance when the stock is short.
 */
export async function placeOrderOnce(items: PricedItem[]): Promise<Order> {
  return exclusively('place-order', async () => {
    const { items: recent } = await listOrders(browserClient);
    const open = recent.find((order) => isSameOpenOrder(order, items));
    if (open) return open;

    const order = await send(items);
    // An earlier visit's unanswered request may have made it, and it has been paid or cancelled since.
    const isFinished = order.status !== 'Created' || order.paid;
    return isFinished ? send(items) : order;
  });
}

async function send(items: PricedItem[]): Promise<Order> {
  try {
    const lines = items.map(({ productId, quantity }) => ({ productId, quantity }));
    const order = await createOrder(browserClient, lines, attemptKey(items));
    localStorage.removeItem(ATTEMPT);
    return order;
  } catch (error) {
    if (error instanceof ApiError && !error.isUnanswered) localStorage.removeItem(ATTEMPT);
    throw error;
  }
}

const ATTEMPT = 'checkout-attempt';

/** One key for one cart until it is answered; kept over a reload, since the request may still be at work. */
function attemptKey(items: PricedItem[]): string {
  const cart = JSON.stringify(items);
  const kept = readAttempt();
  if (kept?.cart === cart) return kept.key;
  const key = crypto.getRandomValues(new Uint32Array(4)).join('-');
  localStorage.setItem(ATTEMPT, JSON.stringify({ cart, key }));
  return key;
}

function readAttempt(): { cart: string; key: string } | undefined {
  const text = localStorage.getItem(ATTEMPT);
  return text ? (JSON.parse(text) as { cart: string; key: string }) : undefined;
}
