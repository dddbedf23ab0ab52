import type { Errand } from '../plan';
import { itemsOf, type Actor } from '../scene';
import { DECLINED_CARD, look, pay, place } from './purchase';

/** Payments refuses a user after 20 declines within an hour. */
const MAX_DECLINES = 15;

/** Is declined; pays with another card then, or leaves the order open. */
export async function payAfterDecline(
  actor: Actor,
  errand: Errand & { persona: 'declined card' },
): Promise<void> {
  const order = await place(actor, errand, itemsOf(actor.scene, errand.lines));
  if (actor.customer.declines < MAX_DECLINES) await actor.customer.pays(order.id, DECLINED_CARD, [402]);
  if (errand.givesUp) order.isLeft = true;
  else await pay(order);
  await look(actor, order);
}
