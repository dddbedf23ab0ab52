import type { Errand } from '../plan';
import type { Actor } from '../scene';
import { look, pay, PAID_OR_CANCELLED, tryToPlace } from './purchase';

/** One of a crowd that orders the same scarce product and pays when all have ordered: most get their money back. */
export async function fightForLastPiece(
  actor: Actor,
  errand: Errand & { persona: 'last piece' },
): Promise<void> {
  const { product, crowd } = actor.scene.scarce[errand.product] ?? {};
  if (!product || !crowd) throw new Error('the plan wants a scarce product that is not there');
  const order = await tryToPlace(actor, errand, [{ productId: product.id, quantity: 1 }]).finally(() =>
    crowd.arrive(),
  );
  if (!order) return;
  await crowd.wait();
  await pay(order, PAID_OR_CANCELLED);
  await look(actor, order);
}
