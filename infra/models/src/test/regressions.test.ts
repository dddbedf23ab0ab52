import { Shop } from '../shop';
import { SHOPPERS } from '../world/shoppers';

const [ann] = SHOPPERS;
const DAY_MS = 25 * 60 * 60_000;

describe('what the models have found', () => {
  it('a payment stopped for a day between its claim and its call does not charge a second time', async () => {
    const shop = await Shop.open([{ quantity: 1, price: 10 }]);
    const [productId = ''] = shop.productIds;
    await shop.hurried(() => shop.shoppers.order(ann, [{ productId, quantity: 1 }]));
    await shop.settle();
    const { id } = shop.orders[0]!;
    const { scheduler, stripe } = shop.world;

    const stopped = await shop.shoppers.pay(ann, id, 'tok_visa');
    const next = () => stopped.pending.find(({ kind }) => kind === 'step')!;
    while (!next().label.startsWith('orderreplicas.findOne') || stopped.history.length < 3)
      await scheduler.let(next());
    shop.world.pass(DAY_MS);
    await shop.hurried(() => shop.shoppers.pay(ann, id, 'tok_visa'));
    await shop.hurried(() => shop.shoppers.pay(ann, id, 'tok_mastercard'));
    await shop.expectSound();

    expect(stripe.charges).toHaveLength(1);
  });
});
