import type { ApiClient } from './build-client';
import type { BodyOf } from './contracts';
import { nextCursorOf } from './link-header';
import type { CartItem, Order, Page } from './types';
import { toOrder } from './wire';

interface OrdersAnswer extends Page<Order> {
  /** Milliseconds by the shop's clock: a visitor's may be hours off. */
  answeredAt: number;
}

/** The caller's orders, newest first. */
export async function listOrders(client: ApiClient, query = new URLSearchParams()): Promise<OrdersAnswer> {
  const { body, headers } = await client('orders', `?${query}`);
  return {
    items: (body as unknown[]).map(toOrder),
    nextCursor: nextCursorOf(headers.get('link')),
    answeredAt: Date.parse(headers.get('date') ?? '') || Date.now(),
  };
}

export async function showOrder(client: ApiClient, id: string): Promise<Order> {
  const { body } = await client('orders', `/${encodeURIComponent(id)}`);
  return toOrder(body);
}

/**
 * Orders these items at the service's own prices; 400 when the stock is short.
 * The same `key` again returns the order that it made the first time.
 */
export async function createOrder(client: ApiClient, items: CartItem[], key: string): Promise<Order> {
  const { body } = await client('orders', '', {
    method: 'POST',
    json: { items } satisfies BodyOf<'createOrder'>,
    headers: { 'idempotency-key': key },
    timeoutMs: 20_000,
  });
  return toOrder(body);
}

/** 400 once the order is Complete; cancelling twice is fine. */
export async function cancelOrder(client: ApiClient, id: string): Promise<void> {
  await client('orders', `/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
