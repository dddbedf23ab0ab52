import fc from 'fast-check';
import { Shop, type Stock } from '../shop';
import { SHOPPERS } from '../world/shoppers';
import { running } from './running';
import { shopping } from './shopping';
import type { Tally } from './tally';

const { addProduct, edit, addToCart, removeFromCart, order, cancel, pay } = shopping;
const { goOn, goOnForLong, lose, duplicate, crash, pass } = running;

const stocks = fc.array(fc.record<Stock>({ quantity: fc.nat(3), price: fc.constantFrom(0.5, 9.99, 10) }), {
  minLength: 1,
  maxLength: 2,
});

/** Shop and commands of one run; what is likely to matter is there more than once. */
export const story = fc.record({
  stocks,
  /** Orders that every service has consumed before the first command: how many pieces of which product. */
  orders: fc.array(fc.record({ which: fc.nat(1), quantity: fc.integer({ min: 1, max: 2 }) }), {
    maxLength: 3,
  }),
  commands: fc.commands<Tally, Shop, true>(
    [
      ...[addProduct, edit, addToCart, removeFromCart, order, cancel, cancel, pay, pay, pay, pay],
      ...[goOn, goOn, goOn, goOnForLong, goOnForLong, goOnForLong, lose, lose, duplicate, crash, crash, pass],
    ],
    { maxCommands: 40 },
  ),
});

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** Plays one story, ends all faults, and checks every promise. @throws Error that names the broken ones */
export async function play({ stocks, orders, commands }: Story, tally: Tally): Promise<void> {
  const shop = await Shop.open(stocks);
  await shop.hurried(async () => {
    for (const [i, { which, quantity }] of orders.entries()) {
      const productId = shop.productIds[which % stocks.length]!;
      await shop.shoppers.order(SHOPPERS[i % 2]!, [{ productId, quantity }]);
    }
  });
  await shop.settle();
  await fc.asyncModelRun(() => ({ model: tally, real: shop }), commands);
  await shop.expectSound();
  tally.count('runs');
  tally.countEndings(shop);
}
