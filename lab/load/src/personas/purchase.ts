/** What most personas do alike. */
import type { Item } from '@ecommerce/e2e/shopper';
import type { WatchedOrder } from '../order-watch';
import { PAGE_OPEN_MS, type Actor } from '../scene';

export const GOOD_CARD = 'tok_visa';
export const DECLINED_CARD = 'tok_chargeDeclined';

/** What a payment may be answered. */
export const PAID = [200, 201] as const;
export const PAID_OR_CANCELLED = [...PAID, 400] as const;

/** Orders; the errand's number makes it one order however often it has to be asked. */
export async function place(
  { customer, scene }: Actor,
  errand: { number: number },
  items: Item[],
): Promise<WatchedOrder> {
  const order = await tryToPlace({ customer, scene }, errand, items, false);
  if (!order) throw new Error('an order that cannot be sold out was not placed');
  return order;
}

/** Orders. @returns nothing when that was sold out and may be */
export async function tryToPlace(
  { customer, scene }: Pick<Actor, 'customer' | 'scene'>,
  { number }: { number: number },
  items: Item[],
  maySellOut = true,
): Promise<WatchedOrder | undefined> {
  const begin = performance.now();
  const order = await customer.orders(items, `load-${number}`, maySellOut);
  return order && scene.watch.placed(order, customer, begin);
}

/** Pays by a good card until it is known what became of it. */
export async function pay(
  order: WatchedOrder,
  expect: typeof PAID | typeof PAID_OR_CANCELLED = PAID,
): Promise<void> {
  const status = await order.customer.pays(order.id, GOOD_CARD, expect);
  if (status !== 400) order.paidAt ??= performance.now();
}

/** Keeps the page of the order open until it has its end, or gets too long. */
export function look({ scene }: Actor, order: WatchedOrder): Promise<void> {
  return scene.watch.follow(order, PAGE_OPEN_MS);
}
