import type { Order } from '../api/types';

export interface OrderStep {
  label: string;
  /** What it means for the shopper, in one sentence. */
  sentence: string;
  state: 'done' | 'current' | 'todo' | 'stopped';
  /** The state in other words than usual. */
  word?: string;
  at: string | null;
}

/** What is known of an order that is not paid, beyond itself: `paying` while a payment is under way. */
export type Unpaid = 'waiting' | 'paying' | 'expired';

/** The order's story as the shopper should read it: what happened, what is happening, what is still to come. */
export function orderSteps(order: Order, unpaid: Unpaid = 'waiting'): OrderStep[] {
  const placed = step('Placed', 'done', 'We have your order.', order.createdAt);
  if (order.status === 'Cancelled') return [placed, ...cancelledSteps(order)];
  if (isPaid(order)) return [placed, ...paidSteps(order)];
  if (unpaid === 'expired') return [placed, step('Expired', 'stopped', 'It was not paid in time.')];
  return [placed, paymentStep(unpaid === 'paying')];
}

/** A state in a word or two, for lists and headings. */
export type OrderState =
  'Waiting for payment' | 'Processing payment' | 'Expired' | 'Paid' | 'Complete' | 'Cancelled' | 'Refunded';

const STATE_OF_UNPAID = {
  waiting: 'Waiting for payment',
  paying: 'Processing payment',
  expired: 'Expired',
} as const;

export function orderState(order: Order, unpaid: Unpaid = 'waiting'): OrderState {
  if (order.status === 'Cancelled') return order.refunded ? 'Refunded' : 'Cancelled';
  if (order.status === 'Complete') return order.fulfilment === 'confirmed' ? 'Complete' : 'Paid';
  return order.paid ? 'Paid' : STATE_OF_UNPAID[unpaid];
}

/** Whether the money has been taken, refunded since or not. */
export function isPaid(order: Order): boolean {
  return order.paid || order.status === 'Complete';
}

function paymentStep(isPaying: boolean): OrderStep {
  return isPaying
    ? { ...step('Payment', 'current', 'Your payment is under way.'), word: 'Processing payment' }
    : { ...step('Payment', 'current', 'We have not received your payment yet.'), word: 'Waiting for you' };
}

function paidSteps(order: Order): OrderStep[] {
  const isConfirmed = order.status === 'Complete' && order.fulfilment === 'confirmed';
  return [
    step('Paid', 'done', 'Your payment went through.', order.paidAt),
    isConfirmed
      ? step('Stock confirmed', 'done', 'Everything you bought is set aside for you.', order.confirmedAt)
      : step('Stock confirmed', 'current', 'We are taking your items from the shelf.'),
    isConfirmed
      ? step('Complete', 'done', 'All done. Thank you!', order.confirmedAt)
      : step('Complete', 'todo', 'Then your order is complete.'),
  ];
}

function cancelledSteps(order: Order): OrderStep[] {
  const cancelled = step(
    'Cancelled',
    'stopped',
    order.cancelReason === 'out_of_stock'
      ? 'Not enough pieces were left when your payment arrived.'
      : 'You cancelled this order.',
    order.cancelledAt,
  );
  if (!order.paid) return [cancelled];
  const refunded = order.refunded
    ? step('Refunded', 'done', 'Your money is refunded in full.', order.refundedAt)
    : step('Refunded', 'current', 'Your money is on its way back, in full. You need to do nothing.');
  return [step('Paid', 'done', 'Your payment went through.', order.paidAt), cancelled, refunded];
}

function step(
  label: string,
  state: OrderStep['state'],
  sentence: string,
  at: string | null = null,
): OrderStep {
  return { label, state, sentence, at };
}
