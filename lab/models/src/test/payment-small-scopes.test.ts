import { isFullRun } from '../run-size';
import { cancel, inTurn, leaseEnds, pay, reconcile, shopWithOrders, waiting } from '../racers';
import { Shop } from '../shop';
import { SHOPPERS } from '../world/shoppers';
import { itHoldsInEveryOrder } from './small-scopes';

const [ann] = SHOPPERS;

itHoldsInEveryOrder({
  'pay and cancel': {
    states: 90,
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [pay(0), cancel],
    crashes: 1,
  },
  'pay while the cancellation comes, one crash, one lost answer': {
    states: 1928,
    arrange: async () => inTurn(await shopWithOrders([1], [ann]), cancel),
    racers: (shop) => [pay(0), ...waiting(shop, 'payments')],
    crashes: 1,
    losses: 1,
    fusesChanges: true,
  },
  'pay twice, the first too slow for its lease, while the cancellation comes': {
    states: [17_767, 46_750],
    arrange: async () => inTurn(await shopWithOrders([1], [ann]), cancel),
    racers: (shop) => [pay(0), leaseEnds, pay(0, 'tok_mastercard'), ...waiting(shop, 'payments')],
    fusesChanges: true,
    tellsTimes: isFullRun,
  },
  'a declined card while the cancellation comes': {
    states: [1050, 4038],
    arrange: async () => inTurn(await shopWithOrders([1], [ann]), cancel),
    racers: (shop) => [pay(0, 'tok_declined'), ...waiting(shop, 'payments', 2)],
    crashes: isFullRun ? 1 : 0,
  },
  'a declined card too slow for its lease, while another card is tried twice': {
    states: 5784,
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [pay(0, 'tok_declined'), leaseEnds, pay(0), pay(0)],
    fusesChanges: true,
    tellsTimes: true,
  },
  'an order and its cancellation come in any order while it is paid': {
    states: [20, 5812],
    arrange: async () => {
      const shop = await Shop.open([{ quantity: 1, price: 10 }]);
      const items = shop.productIds.map((productId) => ({ productId, quantity: 1 }));
      await shop.hurried(() => shop.shoppers.order(ann, items));
      return inTurn(shop, cancel);
    },
    racers: (shop) => [...(isFullRun ? [pay(0)] : []), ...waiting(shop, 'payments')],
    fusesChanges: true,
  },
  'pay twice at once, one of them is frozen at its read while its lease ends': {
    states: 2816,
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [pay(0), leaseEnds, pay(0, 'tok_mastercard')],
    fusesChanges: true,
    freezesAt: ['payments.findOne', 'orderreplicas.findOne'],
  },
  'pay twice at once, one crash, one lost answer': {
    states: 373,
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [pay(0), pay(0)],
    crashes: 1,
    losses: 1,
  },
  'pay with two cards at once, the first is declined': {
    states: 673,
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [pay(0, 'tok_declined'), pay(0, 'tok_visa')],
    crashes: 1,
    losses: 1,
  },
  'pay again while the reconciler asks about a lost answer': {
    states: 107,
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
});
