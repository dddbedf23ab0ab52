import { LEASE_MS } from '../../../payments/src/domain/payment-rules';
import { MARKS_KEPT_MS } from '../../../products/src/domain/fulfilment-decisions';
import { pruneMarks } from '../../../products/src/domain/prune-marks';
import type { Racer } from './explore';
import { Shop } from './shop';
import type { World } from './world/world';

/** A shop with these stocks, and for each of these shoppers an order of one piece of each, known to everybody. */
export async function shopWithOrders(stocks: readonly number[], shoppers: readonly string[]): Promise<Shop> {
  const shop = await Shop.open(stocks.map((quantity) => ({ quantity, price: 10 })));
  const items = shop.productIds.map((productId) => ({ productId, quantity: 1 }));
  await shop.hurried(async () => {
    for (const userId of shoppers) await shop.shoppers.order(userId, items);
  });
  await shop.settle();
  return shop;
}

export const pay = (order: number, token = 'tok_visa'): Racer => ({
  name: `pay ${order} ${token}`,
  start: (shop) => {
    const { userId, id } = shop.orders[order]!;
    return shop.shoppers.pay(userId, id, token);
  },
});

/** The first shopper puts so many of the first product into the cart. */
export const putIntoCart = (quantity: number): Racer => ({
  name: 'put into cart',
  start: (shop) => {
    const [productId = ''] = shop.productIds;
    return shop.shoppers.addToCart(shop.orders[0]!.userId, { productId, quantity });
  },
});

export const cancel: Racer = {
  name: 'cancel',
  start: (shop) => {
    const { userId, id } = shop.orders[0]!;
    return shop.shoppers.cancel(userId, id);
  },
};

export const reconcile: Racer = {
  name: 'reconcile',
  start: ({ world }) => world.job('payments', 'reconciler'),
};

/** Time passes by so much, as a step of its own. */
const passTime = (world: World, ms: number): Promise<void> =>
  world.scheduler.perform({ label: 'clock', run: () => world.pass(ms), lost: () => undefined });

/** The lease of a payment runs out. */
export const leaseEnds: Racer = {
  name: 'time passes',
  start: ({ world }) => world.scheduler.start('payments', 'clock', () => passTime(world, LEASE_MS + 1)),
};

/** The time of the marks of what has ended is over, and they are pruned. */
export const marksPruned: Racer = {
  name: 'marks pruned',
  start: ({ world }) =>
    world.scheduler.start('products', 'clock', async () => {
      await passTime(world, MARKS_KEPT_MS + 1);
      await pruneMarks();
    }),
};

/** The seller gives the first product another title. */
export const retitle = (title: string): Racer => ({
  name: `retitle ${title}`,
  start: (shop) => shop.shoppers.edit(shop.productIds[0]!, { title }),
});

/** One process handles all that waits for this service at once. */
export const allAtOnce = (shop: Shop, to: string): Racer => {
  const deliveries = shop.world.broker.waiting().filter(({ service }) => service === to);
  return {
    name: `all at once to ${to}`,
    start: ({ world }) => world.deliver(...deliveries),
    isRepeated: ({ world }) => deliveries.some((delivery) => world.broker.deliveries.includes(delivery)),
  };
};

export const relay: Racer = {
  name: 'relay',
  start: ({ world }) => world.relay('products'),
  isRepeated: () => true,
};

/** Does these one after the other, and sends all that they announce. */
export async function inTurn(shop: Shop, ...racers: Racer[]): Promise<Shop> {
  await shop.hurried(async () => {
    for (const racer of racers) await racer.start(shop);
    for (const service of ['orders', 'payments', 'products'] as const) await shop.world.relay(service);
  });
  return shop;
}

/** Delivers what waits for this service. */
export async function delivered(shop: Shop, to: string): Promise<Shop> {
  for (const racer of waiting(shop, to)) await shop.hurried(() => racer.start(shop));
  return inTurn(shop);
}

/** The deliveries that wait for this service, as racers; each as often as it is delivered. */
export const waiting = (shop: Shop, to: string, times = 1): Racer[] => {
  const { broker } = shop.world;
  for (const { service, message } of broker.waiting())
    for (let copy = 1; copy < times && service === to; copy += 1) broker.repeat(message, service);
  return broker
    .waiting()
    .filter(({ service }) => service === to)
    .map((delivery) => ({
      name: `${delivery.message.subject} ${delivery.message.sequence} to ${to}`,
      start: ({ world }) => world.deliver(delivery),
      isRepeated: ({ world }) => world.broker.deliveries.includes(delivery),
    }));
};
