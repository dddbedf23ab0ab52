import { setTimeout as sleep } from 'node:timers/promises';
import type { Errand } from '../plan';
import { PAGE_OPEN_MS, type Actor } from '../scene';
import { look, pay, place } from './purchase';

const MOST_KEPT = 10;

/**
 * Buys something new, and puts it into the cart again once the shop has taken it out: there it must stay.
 * New, because a late event of an earlier purchase of the same product may still take pieces out of the cart.
 */
export async function buyAgain(actor: Actor, errand: Errand & { persona: 'returning buyer' }): Promise<void> {
  const { customer, scene, kept } = actor;
  const novelty = await scene.seller.putsUp(`Novelty ${errand.number}`, 3);
  const item = { productId: novelty.id, quantity: 1 };
  await customer.puts(item);
  const order = await place(actor, errand, [item]);
  await pay(order);
  await look(actor, order);
  if (!(await seesItGone(actor, novelty.id))) return;
  await customer.puts(item);
  kept.push(novelty.id);
  const oldest = kept.length > MOST_KEPT ? kept.shift() : undefined;
  if (oldest !== undefined) await customer.takesOut(oldest);
}

async function seesItGone({ customer }: Actor, productId: string): Promise<boolean> {
  const deadline = performance.now() + PAGE_OPEN_MS;
  for (;;) {
    const items = await customer.cart();
    if (!items.some((item) => item.productId === productId)) return true;
    if (performance.now() > deadline) return false;
    await sleep(50);
  }
}
