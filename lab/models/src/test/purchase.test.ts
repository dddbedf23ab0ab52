import { storedIn } from '../invariants/stored';
import { Shop } from '../shop';
import { SHOPPERS } from '../world/shoppers';

const [ann, bob] = SHOPPERS;

async function orderOf(shop: Shop, userId: string, quantity: number): Promise<string> {
  const [productId = ''] = shop.productIds;
  await shop.hurried(() => shop.shoppers.order(userId, [{ productId, quantity }]));
  await shop.settle();
  return shop.orders.at(-1)!.id;
}

describe('the shop in memory', () => {
  it('sells the last piece to one of two shoppers and gives the other one the money back', async () => {
    const shop = await Shop.open([{ quantity: 1, price: 10 }]);
    const orders = [await orderOf(shop, ann, 1), await orderOf(shop, bob, 1)];
    await shop.hurried(async () => {
      await shop.shoppers.pay(ann, orders[0]!, 'tok_visa');
      await shop.shoppers.pay(bob, orders[1]!, 'tok_visa');
    });
    await shop.expectSound();
    const stored = storedIn(shop.world);
    expect(stored.orders.map(({ status }) => status).sort()).toEqual(['Cancelled', 'Complete']);
    expect(stored.products).toMatchObject([{ quantity: 0 }]);
    expect(shop.world.stripe.charges).toHaveLength(2);
    expect(shop.world.stripe.refunds).toHaveLength(1);
  });
});
