import { isFullDose } from '../dose';
import { allAtOnce, cancel, inTurn, pay, relay, retitle, shopWithOrders, waiting } from '../racers';
import { SHOPPERS } from '../world/shoppers';
import { itHoldsInEveryOrder } from './small-scopes';

const [ann, bob] = SHOPPERS;

itHoldsInEveryOrder({
  'one process takes two payments for the last piece at once': {
    least: 1,
    arrange: async () => inTurn(await shopWithOrders([1], [ann, bob]), pay(0), pay(1)),
    racers: (shop) => [allAtOnce(shop, 'products')],
    crashes: isFullDose ? 1 : 0,
    fusesChanges: true,
  },
  'one process takes a payment and its cancellation at once while another takes the payment': {
    least: 1,
    arrange: async () => inTurn(await shopWithOrders([2], [ann]), pay(0), cancel),
    racers: (shop) =>
      isFullDose
        ? [allAtOnce(shop, 'products'), waiting(shop, 'products', 2).at(-2)!]
        : [allAtOnce(shop, 'products')],
    fusesChanges: true,
  },
  'two processes write and publish one document while a relay sweeps, one crash': {
    least: 1,
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => (isFullDose ? [retitle('Lamp'), retitle('Desk'), relay] : [retitle('Lamp'), relay]),
    crashes: 1,
    fusesChanges: true,
    publishesAtOnce: true,
  },
});
