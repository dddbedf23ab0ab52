import type { Order } from '../../api/types';
import { type OrderState, orderState, type Unpaid } from '../../domain/order-steps';

const TONES: Record<OrderState, string> = {
  Complete: 'good',
  Paid: 'busy',
  'Waiting for payment': 'busy',
  'Processing payment': 'busy',
  Expired: 'off',
  Cancelled: 'off',
  Refunded: 'off',
};

export function OrderBadge({ order, unpaid }: { order: Order; unpaid?: Unpaid }) {
  const state = orderState(order, unpaid);
  return <span className={`order-badge order-badge-${TONES[state]}`}>{state}</span>;
}
