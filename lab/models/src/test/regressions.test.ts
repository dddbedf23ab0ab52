import { LEASE_MS } from '../../../../payments/src/domain/payment-rules';
import { Shop } from '../shop';
import { SHOPPERS } from '../world/shoppers';
import type { Process } from '../world/process';

const [ann] = SHOPPERS;
const DAY_MS = 25 * 60 * 60_000;

/** A shop with an order that every service has consumed. */
async function shopWithOrder(): Promise<{ shop: Shop; id: string }> {
  const shop = await Shop.open([{ quantity: 1, price: 10 }]);
  const [productId = ''] = shop.productIds;
  await shop.hurried(() => shop.shoppers.order(ann, [{ productId, quantity: 1 }]));
  await shop.settle();
  return { shop, id: shop.orders[0]!.id };
}

/** Begins to pay, and stops before it is read whether the order was cancelled: claimed, and Stripe not yet asked. */
async function claim(shop: Shop, id: string): Promise<Process> {
  const paying = await shop.shoppers.pay(ann, id, 'tok_visa');
  const isClaimed = (): boolean => paying.history.some(({ label }) => label === 'payments.insertOne');
  while (!isClaimed()) await letNext(shop, paying);
  return paying;
}

const nextOf = (process: Process) => process.pending.find(({ kind }) => kind === 'step');
const letNext = (shop: Shop, process: Process): Promise<void> => shop.world.scheduler.let(nextOf(process)!);

describe('what the models have found', () => {
  it('a payment stopped for a day between its claim and its call does not charge a second time', async () => {
    const { shop, id } = await shopWithOrder();
    const stopped = await claim(shop, id);
    await letNext(shop, stopped);
    shop.world.pass(DAY_MS);
    await shop.hurried(() => shop.shoppers.pay(ann, id, 'tok_visa'));
    await shop.hurried(() => shop.shoppers.pay(ann, id, 'tok_mastercard'));
    await shop.expectSound();
    expect(shop.world.stripe.charges.length).toBeLessThanOrEqual(1);
  });

  it('a payment too slow for its lease that sees a cancellation leaves the charge to who took it over', async () => {
    const { shop, id } = await shopWithOrder();
    const slow = await claim(shop, id);
    shop.world.pass(LEASE_MS + 1);
    const second = await shop.shoppers.pay(ann, id, 'tok_visa');
    while (nextOf(second)?.label !== 'stripe.charge') await letNext(shop, second);
    await shop.hurried(async () => {
      await shop.shoppers.cancel(ann, id);
      await shop.world.relay('orders');
      for (const delivery of shop.world.broker.waiting()) await shop.world.deliver(delivery);
    });
    while (nextOf(slow)) await letNext(shop, slow);
    await shop.expectSound();
    expect(shop.world.stripe.refunds).toHaveLength(1);
  });

  it('a cart holds what was put in last, even when an earlier request is answered later', async () => {
    const shop = await Shop.open([{ quantity: 5, price: 10 }]);
    const [productId = ''] = shop.productIds;
    const slow = await shop.shoppers.addToCart(ann, { productId, quantity: 1 });
    while (!/insert|update/i.test(nextOf(slow)!.label)) await letNext(shop, slow);
    await shop.world.scheduler.let(nextOf(slow)!, 'frozen');
    await shop.hurried(() => shop.shoppers.addToCart(ann, { productId, quantity: 2 }));
    while (nextOf(slow)) await letNext(shop, slow);
    await shop.expectSound();
  });
});
