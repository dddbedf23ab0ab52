import { isFullRun } from '../run-size';
import { allAtOnce, cancel, inTurn, pay, relay, retitle, shopWithOrders } from '../racers';
import { SHOPPERS } from '../world/shoppers';
import { itHoldsInEveryOrder } from './small-scopes';

const [ann, bob] = SHOPPERS;

itHoldsInEveryOrder({
  'one process takes two payments for the last piece at once': {
    states: [635, 4170],
    arrange: async () => inTurn(await shopWithOrders([1], [ann, bob]), pay(0), pay(1)),
    racers: (shop) => [allAtOnce(shop, 'products')],
    crashes: isFullRun ? 1 : 0,
    fusesChanges: true,
  },
  'one process takes a payment and its cancellation at once': {
    states: 619,
    arrange: async () => inTurn(await shopWithOrders([2], [ann]), pay(0), cancel),
    racers: (shop) => [allAtOnce(shop, 'products')],
    fusesChanges: true,
  },
  'a process writes and publishes a document while a relay sweeps, one crash': {
    states: 43,
    arrange: () => shopWithOrders([1], [ann]),
    racers: () => [retitle('Lamp'), relay],
    crashes: 1,
    fusesChanges: true,
    publishesAtOnce: true,
  },
});
