import { LEASE_MS } from '../../../../payments/src/domain/payment-timing';
import { isFullDose, report } from '../dose';
import { explore, type Racer, type Scope } from '../explore';
import { Shop } from '../shop';
import { SHOPPERS } from '../world/shoppers';

const [ann, bob] = SHOPPERS;

/** A shop with these stocks, and for each of these shoppers an order of one piece of each, known to everybody. */
async function shopWithOrders(stocks: readonly number[], shoppers: readonly string[]): Promise<Shop> {
  const shop = await Shop.open(stocks.map((quantity) => ({ quantity, price: 10 })));
  const items = shop.productIds.map((productId) => ({ productId, quantity: 1 }));
  await shop.hurried(async () => {
    for (const userId of shoppers) await shop.shoppers.order(userId, items);
  });
  await shop.settle();
  return shop;
}

const pay = (order: number, token = 'tok_visa'): Racer => ({
  name: `pay ${order} ${token}`,
  start: (shop) => {
    const { userId, id } = shop.orders[order]!;
    return shop.shoppers.pay(userId, id, token);
  },
});

const cancel: Racer = {
  name: 'cancel',
  start: (shop) => {
    const { userId, id } = shop.orders[0]!;
    return shop.shoppers.cancel(userId, id);
  },
};

const reconcile: Racer = { name: 'reconcile', start: ({ world }) => world.job('payments', 'reconciler') };
/** The lease of a payment runs out. */
const leaseEnds: Racer = {
  name: 'lease ends',
  start: ({ world }) =>
    world.scheduler.start('payments', 'clock', () =>
      world.scheduler.perform({ label: 'clock', run: () => world.pass(LEASE_MS + 1), lost: () => undefined }),
    ),
};
const relay: Racer = { name: 'relay', start: ({ world }) => world.relay('products'), isRepeated: () => true };

/** Does these one after the other, and sends all that they announce. */
async function inTurn(shop: Shop, ...racers: Racer[]): Promise<Shop> {
  await shop.hurried(async () => {
    for (const racer of racers) await racer.start(shop);
    for (const service of ['orders', 'payments', 'products'] as const) await shop.world.relay(service);
  });
  return shop;
}

/** Delivers what waits for this service. */
async function delivered(shop: Shop, to: string): Promise<Shop> {
  for (const racer of waiting(shop, to)) await shop.hurried(() => racer.start(shop));
  return inTurn(shop);
}

/** The deliveries that wait for this service, as racers; each as often as it is delivered. */
const waiting = (shop: Shop, to: string, times = 1): Racer[] => {
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

const SCOPES: Record<string, Scope> = {
  'two paid orders for the last piece, one crash': {
    arrange: async () => inTurn(await shopWithOrders([1], [ann, bob]), pay(0), pay(1)),
    racers: (shop) => waiting(shop, 'products'),
    crashes: 1,
  },
  'two shoppers pay for the last piece at once': {
    arrange: () => shopWithOrders([1], [ann, bob]),
    racers: () => [pay(0), pay(1)],
  },
  'pay and cancel': {
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [pay(0), cancel],
    crashes: 1,
  },
  'pay while the cancellation comes, one crash, one lost answer': {
    arrange: async () => inTurn(await shopWithOrders([1], [ann]), cancel),
    racers: (shop) => [pay(0), ...waiting(shop, 'payments')],
    crashes: 1,
    losses: 1,
    fusesChanges: true,
  },
  'pay twice, the first too slow for its lease, while the cancellation comes': {
    arrange: async () => inTurn(await shopWithOrders([1], [ann]), cancel),
    racers: (shop) => [pay(0), leaseEnds, pay(0, 'tok_mastercard'), ...waiting(shop, 'payments')],
    fusesChanges: true,
  },
  'a declined card while the cancellation comes': {
    arrange: async () => inTurn(await shopWithOrders([1], [ann]), cancel),
    racers: (shop) => [pay(0, 'tok_declined'), ...waiting(shop, 'payments', 2)],
    crashes: isFullDose ? 1 : 0,
  },
  'the payment comes to orders while its shopper cancels': {
    arrange: async () => inTurn(await shopWithOrders([1], [ann]), pay(0)),
    racers: (shop) => [cancel, ...waiting(shop, 'orders', 2)],
    crashes: 1,
  },
  'pay twice at once, one crash, one lost answer': {
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [pay(0), pay(0)],
    crashes: 1,
    losses: 1,
  },
  'pay with two cards at once, the first is declined': {
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [pay(0, 'tok_declined'), pay(0, 'tok_visa')],
    crashes: 1,
    losses: 1,
  },
  'pay again while the reconciler asks about a lost answer': {
    arrange: async () => {
      const shop = await shopWithOrders([1], [ann]);
      const { scheduler } = shop.world;
      const paying = await pay(0).start(shop);
      for (let next = paying.pending.at(-1); next; next = paying.pending.at(-1))
        await scheduler.let(next, next.label === 'stripe.charge' ? 'lost after' : 'done');
      shop.world.pass(60_000);
      return shop;
    },
    racers: () => [reconcile, pay(0, 'tok_mastercard')],
    crashes: 1,
  },
  'payment, rejection and cancellation of one order, each twice': {
    arrange: async () => {
      const shop = await shopWithOrders([1], [ann]);
      await shop.hurried(() => shop.shoppers.edit(shop.productIds[0]!, { quantity: 0 }));
      await shop.settle();
      return delivered(await inTurn(shop, pay(0)), 'products');
    },
    racers: (shop) => [
      cancel,
      ...waiting(shop, 'orders', 2).filter(({ name }) => !name.startsWith('product')),
    ],
    fusesChanges: true,
  },
  'two items taken and put back, payment twice, one crash': {
    arrange: async () => {
      const shop = await shopWithOrders([1, 1], [ann]);
      return inTurn(shop, pay(0), cancel);
    },
    racers: (shop) => {
      const [paid, ...others] = waiting(shop, 'products');
      return [paid!, paid!, ...others];
    },
    crashes: isFullDose ? 1 : 0,
    fusesChanges: true,
    forgetsAt: 'fulfilments.findOne',
  },
  'two items of which one is short, payment and cancellation': {
    arrange: async () => {
      const shop = await shopWithOrders([1, 1], [ann]);
      await shop.hurried(() => shop.shoppers.edit(shop.productIds[1]!, { quantity: 0 }));
      await shop.settle();
      return inTurn(shop, pay(0), cancel);
    },
    racers: (shop) => waiting(shop, 'products'),
    crashes: isFullDose ? 1 : 0,
    fusesChanges: true,
    forgetsAt: 'fulfilments.findOne',
  },
  'two relays, three events, one crash, one lost confirmation': {
    arrange: async () => {
      const shop = await Shop.open([]);
      await shop.hurried(async () => {
        await shop.shoppers.addProduct({ title: 'Lamp', price: 10, quantity: 1 });
        for (const title of ['Table', 'Chair']) await shop.shoppers.edit(shop.productIds[0]!, { title });
      });
      return shop;
    },
    racers: () => [relay, relay],
    crashes: 1,
    losses: 1,
  },
};

describe('small scopes, in every order of their steps', () => {
  it.each(Object.entries(SCOPES))(
    '%s',
    async (name, scope) => {
      const begin = process.hrtime.bigint();
      const { states, endings } = await explore(scope, (shop) => shop.expectSound());
      const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
      report(`${name}: ${states} states, ${endings} endings, 0 bad, ${seconds.toFixed(1)} s`);
      expect(endings).toBeGreaterThan(0);
    },
    600_000,
  );
});
