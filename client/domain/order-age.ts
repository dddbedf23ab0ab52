import type { ShopRequest } from '../api/shop-request';
import type { Order } from '../api/types';

const HOUR_MS = 60 * 60_000;

/** Whether the order is unpaid and too old to be paid. Its age is that of its id, as for the payments service. */
export function isExpired({ id, status, paid }: Order, { unpaidOrderHours }: ShopRequest): boolean {
  const placedAt = Number.parseInt(id.slice(0, 8), 16) * 1_000;
  return status === 'Created' && !paid && Date.now() > placedAt + unpaidOrderHours * HOUR_MS;
}
