import type { Order } from '../api/types';
import { type OrderState, orderState } from './order-steps';

const TONES: Record<OrderState, string> = {
  Complete: 'good',
  Paid: 'busy',
  'Waiting for payment': 'busy',
  Expired: 'off',
  Cancelled: 'off',
  Refunded: 'off',
};

export function OrderBadge({ order, isExpired }: { order: Order; isExpired: boolean }) {
  const state = orderState(order, isExpired);
  return <span className={`order-badge order-badge-${TONES[state]}`}>{state}</span>;
}
