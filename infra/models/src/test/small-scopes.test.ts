import { isFullDose, report } from '../dose';
import { explore, type Scope } from '../explore';
import {
  cancel,
  delivered,
  inTurn,
  leaseEnds,
  marksForgotten,
  pay,
  putIntoCart,
  reconcile,
  relay,
  shopWithOrders,
  waiting,
} from '../racers';
import { Shop } from '../shop';
import { SHOPPERS } from '../world/shoppers';

const [ann, bob] = SHOPPERS;

interface BoundedScope extends Scope {
  /**
   * How many states the full dose meets at least, four fifths of what was seen: fewer say that a step has lost its
   * name or its effect, and with it what this scope is for.
   */
  least: number;
}

const SCOPES: Record<string, BoundedScope> = {
  'two paid orders for the last piece, one crash': {
    least: 910,
    arrange: async () => inTurn(await shopWithOrders([1], [ann, bob]), pay(0), pay(1)),
    racers: (shop) => waiting(shop, 'products'),
    crashes: 1,
  },
  'two shoppers pay for the last piece at once': {
    least: 510,
    arrange: () => shopWithOrders([1], [ann, bob]),
    racers: () => [pay(0), pay(1)],
  },
  'pay and cancel': {
    least: 64,
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [pay(0), cancel],
    crashes: 1,
  },
  'pay while the cancellation comes, one crash, one lost answer': {
    least: 1700,
    arrange: async () => inTurn(await shopWithOrders([1], [ann]), cancel),
    racers: (shop) => [pay(0), ...waiting(shop, 'payments')],
    crashes: 1,
    losses: 1,
    fusesChanges: true,
  },
  'pay twice, the first too slow for its lease, while the cancellation comes': {
    least: 19_600,
    arrange: async () => inTurn(await shopWithOrders([1], [ann]), cancel),
    racers: (shop) => [pay(0), leaseEnds, pay(0, 'tok_mastercard'), ...waiting(shop, 'payments')],
    fusesChanges: true,
    tellsTimes: isFullDose,
  },
  'a declined card while the cancellation comes': {
    least: 3100,
    arrange: async () => inTurn(await shopWithOrders([1], [ann]), cancel),
    racers: (shop) => [pay(0, 'tok_declined'), ...waiting(shop, 'payments', 2)],
    crashes: isFullDose ? 1 : 0,
  },
  'a declined card too slow for its lease, while another card is tried twice': {
    least: 2600,
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [pay(0, 'tok_declined'), leaseEnds, pay(0), pay(0)],
    fusesChanges: true,
    tellsTimes: true,
  },
  'an order and its cancellation come in any order while it is paid': {
    least: 3700,
    arrange: async () => {
      const shop = await Shop.open([{ quantity: 1, price: 10 }]);
      const items = shop.productIds.map((productId) => ({ productId, quantity: 1 }));
      await shop.hurried(() => shop.shoppers.order(ann, items));
      return inTurn(shop, cancel);
    },
    racers: (shop) => [...(isFullDose ? [pay(0)] : []), ...waiting(shop, 'payments')],
    fusesChanges: true,
  },
  'the payment comes to orders while its shopper cancels': {
    least: 250,
    arrange: async () => inTurn(await shopWithOrders([1], [ann]), pay(0)),
    racers: (shop) => [cancel, ...waiting(shop, 'orders', 2)],
    crashes: 1,
  },
  'pay twice at once, one crash, one lost answer': {
    least: 270,
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [pay(0), pay(0)],
    crashes: 1,
    losses: 1,
  },
  'pay with two cards at once, the first is declined': {
    least: 490,
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [pay(0, 'tok_declined'), pay(0, 'tok_visa')],
    crashes: 1,
    losses: 1,
  },
  'pay again while the reconciler asks about a lost answer': {
    least: 72,
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
    least: 260,
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
    least: 5700,
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
    least: 660,
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
  'a payment comes twice, and the marks of the first are forgotten': {
    least: 860,
    arrange: async () => inTurn(await shopWithOrders([2], [ann]), pay(0)),
    racers: (shop) => [...waiting(shop, 'products', 2), marksForgotten],
    fusesChanges: true,
    tellsTimes: true,
  },
  'a payment comes to the cart twice while more is put in, one crash': {
    least: 810,
    arrange: async () => inTurn(await shopWithOrders([3], [ann]), putIntoCart(3), pay(0)),
    racers: (shop) => [putIntoCart(2), ...waiting(shop, 'cart', 2)],
    crashes: 1,
  },
  'two relays, three events, one crash, one lost confirmation': {
    least: 1600,
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
    async (name, { least, ...scope }) => {
      const begin = process.hrtime.bigint();
      const { states, endings } = await explore(scope, (shop) => shop.expectSound());
      const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
      report(`${name}: ${states} states, ${endings} endings, 0 bad, ${seconds.toFixed(1)} s`);
      expect(endings).toBeGreaterThan(0);
      if (isFullDose) expect(states).toBeGreaterThanOrEqual(least);
    },
    600_000,
  );
});
