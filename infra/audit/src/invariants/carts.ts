import { groupBy, sameQuantities, type Books } from '../books';
import type { StoredCart } from '../documents';
import { eventsOf } from '../event-log';
import type { Finding } from './finding';

/** How many purchases a cart remembers: `INBOX_SIZE` of the cart service. */
const REMEMBERED = 200;

/** Whether a cart may have forgotten its oldest purchases: they look like purchases that it never consumed. */
export const hasForgotten = ({ inbox = [] }: Pick<StoredCart, 'inbox'>): boolean =>
  inbox.length >= REMEMBERED;

/** I12: a cart holds what was put in less what was taken out and bought, each purchase once. */
export function cartsAddUp(books: Books): Finding[] {
  return [
    ...books.carts.flatMap(malformed),
    ...forgottenPurchases(books),
    ...(books.answers?.carts ?? [])
      .filter(({ status, items, expected }) => status !== 200 || !sameQuantities(items, expected))
      .map(({ status, items, expected }) => ({
        message: `a cart holds something else than was put in less what was bought (answered ${status})`,
        proof: { expected, items },
      })),
  ];
}

function malformed(cart: StoredCart): Finding[] {
  const { id, userId, items, inbox = [] } = cart;
  const bad = items.filter(({ quantity }) => !Number.isSafeInteger(quantity) || quantity < 1);
  const twice = [...groupBy(items, ({ productId }) => productId)].filter(([, lines]) => lines.length > 1);
  const keys = [...groupBy(inbox, (key) => key)].filter(([, list]) => list.length > 1);
  return [
    ...bad.map((line) => ({
      message: `cart ${id} of user ${userId} holds ${line.quantity} of product ${line.productId}`,
      proof: { cart: id, user: userId, line },
    })),
    ...twice.map(([productId, lines]) => ({
      message: `cart ${id} of user ${userId} holds product ${productId} in ${lines.length} lines`,
      proof: { cart: id, user: userId, lines },
    })),
    ...keys.map(([key, list]) => ({
      message: `${key} was taken out of cart ${id} ${list.length} times`,
      proof: { cart: id, user: userId, key },
    })),
  ];
}

/** The items of each published payment were removed from its buyer's cart. */
function forgottenPurchases({ carts, orders, log }: Books): Finding[] {
  if (!log) return [];
  const buyers = new Map(orders.map(({ id, userId }) => [id, userId]));
  const remembered = new Map(carts.map(({ userId, inbox = [] }) => [userId, inbox]));
  const payments = new Map(
    eventsOf(log, 'payment:created', 'orderId').map(({ key, fields }) => [
      key,
      { order: fields.orderId, user: fields.userId ?? buyers.get(fields.orderId) ?? '' },
    ]),
  );
  return [...payments].flatMap(([key, { order, user }]) => {
    const inbox = remembered.get(user) ?? [];
    if (inbox.includes(key) || hasForgotten({ inbox })) return [];
    return [
      {
        message: `what order ${order} bought was not taken out of the cart of user ${user}`,
        proof: { key, order, user, remembered: inbox.length },
      },
    ];
  });
}
