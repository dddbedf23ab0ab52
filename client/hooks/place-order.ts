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
 * Orders the cart once. A click, reload or tab that comes second finds the first one's open order and returns it.
 * Throws ApiError, for instance when the stock is short.
 */
export async function placeOrderOnce(items: PricedItem[]): Promise<Order> {
  return exclusively('place-order', async () => {
    const mark = JSON.stringify(items);
    const wasInterrupted = sessionStorage.getItem(ATTEMPT) === mark;
    const open = await findOpenOrder(items, wasInterrupted ? 4 : 1);
    if (open) return open;

    sessionStorage.setItem(ATTEMPT, mark);
    try {
      const order = await createOrder(
        browserClient,
        items.map(({ productId, quantity }) => ({ productId, quantity })),
      );
      sessionStorage.removeItem(ATTEMPT);
      return order;
    } catch (error) {
      // Without a clear refusal the order may exist: the mark makes the next try look longer before it orders.
      if (error instanceof ApiError && error.status < 500) sessionStorage.removeItem(ATTEMPT);
      throw error;
    }
  });
}

const ATTEMPT = 'checkout-attempt';

async function findOpenOrder(items: PricedItem[], looks: number): Promise<Order | undefined> {
  for (let look = 1; ; look += 1) {
    const { items: orders } = await listOrders(browserClient);
    const open = orders.find((order) => isSameOpenOrder(order, items));
    if (open || look >= looks) return open;
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}
