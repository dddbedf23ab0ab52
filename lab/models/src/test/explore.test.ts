import { inTurn, pay, shopWithOrders, waiting } from '../racers';
import { SHOPPERS } from '../world/shoppers';

const [ann] = SHOPPERS;

describe('the explorer', () => {
  it('finds the same documents when a process is repeated from the same state', async () => {
    const shop = await inTurn(await shopWithOrders([1], [ann]), pay(0));
    shop.world.publishesAtOnce = false;
    const restore = shop.save();
    const [paid] = waiting(shop, 'products');
    const stored = async (): Promise<string> => {
      restore();
      await shop.hurried(() => paid!.start(shop));
      return JSON.stringify(shop.world.databases.snapshot());
    };
    const first = await stored();
    expect(first).toContain('stock:confirmed');
    expect(await stored()).toBe(first);
  });
});
