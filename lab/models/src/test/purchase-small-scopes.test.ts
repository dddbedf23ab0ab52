import { isFullRun } from '../run-size';
import {
  cancel,
  delivered,
  inTurn,
  marksPruned,
  pay,
  putIntoCart,
  relay,
  shopWithOrders,
  waiting,
} from '../racers';
import { Shop } from '../shop';
import type { Answer } from '../world/process';
import { SHOPPERS } from '../world/shoppers';
import { itHoldsInEveryOrder } from './small-scopes';

const [ann, bob] = SHOPPERS;

/** A settlement goes by its last reading of the fulfilment, and by its last attempt to write to a product since. */
function settlementKnows(history: readonly Answer[]): Answer[] {
  const reading = Math.max(
    history.findLastIndex(({ label }) => label === 'fulfilments.findOne'),
    0,
  );
  const attempt = history.findLastIndex(({ label }) => label === 'products.findOne');
  return [...history.slice(reading, reading + 1), ...history.slice(Math.max(reading + 1, attempt))];
}

async function twoItemsPaidAndCancelled(): Promise<Shop> {
  const shop = await shopWithOrders([1, 1], [ann]);
  return inTurn(shop, pay(0), cancel);
}

itHoldsInEveryOrder({
  'two paid orders for the last piece, one crash': {
    states: 1791,
    arrange: async () => inTurn(await shopWithOrders([1], [ann, bob]), pay(0), pay(1)),
    racers: (shop) => waiting(shop, 'products'),
    crashes: 1,
  },
  'two shoppers pay for the last piece at once': {
    states: 1013,
    arrange: () => shopWithOrders([1], [ann, bob]),
    racers: () => [pay(0), pay(1)],
  },
  'the payment comes to orders while its shopper cancels': {
    states: 399,
    arrange: async () => inTurn(await shopWithOrders([1], [ann]), pay(0)),
    racers: (shop) => [cancel, ...waiting(shop, 'orders', 2)],
    crashes: 1,
  },
  'payment, rejection and cancellation of one order, each twice': {
    states: 324,
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
  'two items taken and put back, payment and cancellation': {
    states: [508, 22_766],
    arrange: twoItemsPaidAndCancelled,
    racers: (shop) => {
      const [paid, ...others] = waiting(shop, 'products');
      return isFullRun ? [paid!, paid!, ...others] : [paid!, ...others];
    },
    fusesChanges: true,
    known: settlementKnows,
  },
  'two items taken and put back, one crash': {
    states: 2675,
    arrange: twoItemsPaidAndCancelled,
    racers: (shop) => waiting(shop, 'products'),
    crashes: 1,
    fusesChanges: true,
    known: settlementKnows,
  },
  'two items of which one is short, payment and cancellation': {
    states: [483, 2330],
    arrange: async () => {
      const shop = await shopWithOrders([1, 1], [ann]);
      await shop.hurried(() => shop.shoppers.edit(shop.productIds[1]!, { quantity: 0 }));
      await shop.settle();
      return inTurn(shop, pay(0), cancel);
    },
    racers: (shop) => waiting(shop, 'products'),
    crashes: isFullRun ? 1 : 0,
    fusesChanges: true,
    known: settlementKnows,
  },
  'a payment comes twice, one copy is frozen at its read, and the marks of the other are pruned': {
    states: [2131, 5264],
    arrange: async () => inTurn(await shopWithOrders([2], [ann]), pay(0)),
    racers: (shop) => [...waiting(shop, 'products', 2), marksPruned],
    fusesChanges: true,
    freezesAt: isFullRun ? ['fulfilments.findOne', 'fulfilments.find'] : ['fulfilments.find'],
    known: settlementKnows,
  },
  'a cancellation comes twice, one copy is frozen at its read, and the marks of the other are pruned': {
    states: [2547, 6129],
    arrange: async () => {
      const shop = await shopWithOrders([2], [ann]);
      return inTurn(await delivered(await inTurn(shop, pay(0)), 'products'), cancel);
    },
    racers: (shop) => [...waiting(shop, 'products', 2), marksPruned],
    fusesChanges: true,
    freezesAt: isFullRun ? ['fulfilments.findOne', 'fulfilments.find'] : ['fulfilments.find'],
    known: settlementKnows,
  },
  'a payment comes to the cart twice while more is put in, one crash': {
    states: 2283,
    arrange: async () => inTurn(await shopWithOrders([3], [ann]), putIntoCart(3), pay(0)),
    racers: (shop) => [putIntoCart(2), ...waiting(shop, 'cart', 2)],
    crashes: 1,
  },
  'two relays, three events, one crash, one lost confirmation': {
    states: 480,
    arrange: async () => {
      const shop = await Shop.open([]);
      shop.world.publishesAtOnce = false;
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
});
