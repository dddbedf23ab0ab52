import type { Order } from '../api/types';
import { orderState } from './order-steps';

const TONES: Record<string, string> = {
  Complete: 'good',
  Paid: 'busy',
  'Waiting for payment': 'busy',
  Cancelled: 'off',
  Refunded: 'off',
};

export function OrderBadge({ order }: { order: Order }) {
  const state = orderState(order);
  return <span className={`order-badge order-badge-${TONES[state] ?? 'off'}`}>{state}</span>;
}
