import type { ApiClient } from './build-client';
import type { BodyOf } from './contracts';
import { nextCursorOf } from './link-header';
import type { CartItem, Order, Page } from './types';
import { toOrder } from './wire';

/** The caller's orders, newest first. */
export async function listOrders(client: ApiClient, query = new URLSearchParams()): Promise<Page<Order>> {
  const { body, headers } = await client('orders', `?${query}`);
  return { items: (body as unknown[]).map(toOrder), nextCursor: nextCursorOf(headers.get('link')) };
}

/** The caller's newest orders, and the time of the answer by the shop's clock in ms: a visitor's may be hours off. */
export async function listRecentOrders(client: ApiClient): Promise<{ orders: Order[]; now: number }> {
  const { body, headers } = await client('orders', '');
  const answeredAt = Date.parse(headers.get('date') ?? '');
  return { orders: (body as unknown[]).map(toOrder), now: answeredAt || Date.now() };
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
