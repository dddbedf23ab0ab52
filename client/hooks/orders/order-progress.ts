import type { Step } from '../../api/notifications';
import type { Order } from '../../api/types';
import { isPaid } from '../../domain/order-steps';

/** The steps that an order shows by its own fields. */
export function stepsShownBy(order: Order): Step['step'][] {
  const isConfirmed = order.fulfilment === 'confirmed';
  return [
    'placed',
    ...(isPaid(order) ? (['paid'] as const) : []),
    ...(isConfirmed ? (['stock_confirmed', 'complete'] as const) : []),
    ...(order.status === 'Cancelled' ? (['cancelled'] as const) : []),
    ...(order.refunded ? (['refunded'] as const) : []),
  ];
}
