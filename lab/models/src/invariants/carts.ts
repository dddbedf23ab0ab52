import { quantities, sameQuantities } from '../../../../infra/audit/src/books';
import type { CartLine } from '../../../../cart/src/models/cart';
import type { CartMove, History } from './history';
import type { StoredInWorld } from './stored';

/** What a payment has bought for whom, by the key of its event. */
type Purchases = Map<string, { userId: string; items: CartLine[] }>;

/** I12: a cart holds what its shopper put in less what was taken out and bought, each purchase once. */
export function cartsAddUp({ carts, events }: StoredInWorld, { cartMoves }: History): string[] {
  const purchases: Purchases = new Map(
    events
      .filter(({ subject }) => subject === 'payment:created')
      .map(({ data }) => [`payment:created:${String(data.id)}`, data as never]),
  );
  const owners = new Set([...cartMoves.keys(), ...carts.map(({ userId }) => userId)]);
  return [
    ...[...purchases].flatMap(([key, { userId }]) => {
      const times = cartMoves.get(userId)?.filter((move) => 'bought' in move && move.bought === key).length;
      return times === 1 ? [] : [`I12: ${key} was taken out of the cart ${times ?? 0} times`];
    }),
    ...[...owners].flatMap((userId) => {
      const due = heldAfter(cartMoves.get(userId) ?? [], purchases);
      const held = carts.find((cart) => cart.userId === userId)?.items ?? [];
      return sameQuantities(held, due)
        ? []
        : [`I12: the cart of ${userId} holds ${show(held)}, not ${show(due)}`];
    }),
  ];
}

/** What is left of a purchase is not owed: a shopper may buy more than the cart holds, and it ends at 0. */
function heldAfter(moves: readonly CartMove[], purchases: Purchases): CartLine[] {
  const held = new Map<string, number>();
  for (const move of moves)
    if ('put' in move) held.set(move.put.productId, move.put.quantity);
    else
      for (const [productId, quantity] of quantities(purchases.get(move.bought)?.items ?? []))
        held.set(productId, Math.max(0, (held.get(productId) ?? 0) - quantity));
  return [...held]
    .filter(([, quantity]) => quantity > 0)
    .map(([productId, quantity]) => ({ productId, quantity }));
}

const show = (lines: readonly CartLine[]): string =>
  lines.map(({ productId, quantity }) => `${quantity} of ${productId}`).join(', ') || 'nothing';
