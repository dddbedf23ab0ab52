import type { Errand } from '../plan';
import { itemsOf, type Actor } from '../scene';
import { look, pay, place } from './purchase';

/** Buys, with the cart or straight from the product's page. */
export async function buy(actor: Actor, errand: Errand & { persona: 'buyer' }): Promise<void> {
  const items = itemsOf(actor.scene, errand.lines);
  if (errand.usesCart) for (const item of items) await actor.customer.puts(item);
  const order = await place(actor, errand, items);
  await pay(order);
  await look(actor, order);
}
