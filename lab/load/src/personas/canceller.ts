import type { Errand } from '../plan';
import { itemsOf, type Actor } from '../scene';
import { look, pay, PAID_OR_CANCELLED, place } from './purchase';

/** Orders and cancels: before paying, afterwards, or at the same moment. */
export async function cancel(actor: Actor, errand: Errand & { persona: 'canceller' }): Promise<void> {
  const order = await place(actor, errand, itemsOf(actor.scene, errand.lines));
  const { customer } = actor;
  switch (errand.when) {
    case 'before paying':
      await customer.cancels(order.id, [204]);
      // From another tab, which does not know yet.
      await pay(order, PAID_OR_CANCELLED);
      break;
    case 'while paying':
      await Promise.all([pay(order, PAID_OR_CANCELLED), customer.cancels(order.id, [204, 400])]);
      break;
    case 'after paying':
      await pay(order);
      await customer.cancels(order.id, [204, 400]);
      break;
  }
  await look(actor, order);
}
