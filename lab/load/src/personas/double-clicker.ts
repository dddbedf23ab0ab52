import type { Errand } from '../plan';
import { itemsOf, type Actor } from '../scene';
import { look, pay, place } from './purchase';

/** Sends the payment twice at once. Both come to the same payment; the auditor sees that there is one charge. */
export async function payTwice(actor: Actor, errand: Errand & { persona: 'double clicker' }): Promise<void> {
  const order = await place(actor, errand, itemsOf(actor.scene, errand.lines));
  await Promise.all([pay(order), pay(order)]);
  await look(actor, order);
}
