import { byId, type Books } from '../books';
import type { Finding } from './finding';

/** I13: everything that was begun has ended. */
export function everythingEnds({ orders, payments, fulfilments }: Books): Finding[] {
  const orderOf = byId(orders);
  const open = ['charging', 'unknown', 'refunding'];
  return [
    ...orders
      .filter(({ status, fulfilment }) => status === 'Complete' && fulfilment !== 'confirmed')
      .map((order) => ({ message: `order ${order.id} still waits for its stock`, proof: { order } })),
    ...payments
      .filter(({ status }) => open.includes(status))
      .map((payment) => ({
        message: `payment ${payment.id} is still ${payment.status}${payment.parked ? ', waits for an operator' : ''}`,
        proof: { payment },
      })),
    ...payments
      .filter(({ status, orderId }) => status === 'succeeded' && orderOf.get(orderId)?.status === 'Created')
      .map((payment) => ({
        message: `order ${payment.orderId} is paid and still Created`,
        proof: { payment, order: orderOf.get(payment.orderId) },
      })),
    ...fulfilments
      .filter(({ status }) => status === 'applying' || status === 'reverting')
      .map((fulfilment) => ({
        message: `fulfilment ${fulfilment.id} is still ${fulfilment.status}`,
        proof: { fulfilment },
      })),
  ];
}
