import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from '@ecommerce/audit/audit';
import { killNow, TARGETS, pidOf, restarted } from '../../crash';
import { eventually } from '../../eventually';
import { Shopper, type Order } from '../../shopper';
import { readStack } from '../../stack';

const SHOPPERS = 6;

/** Repeats what a shopper's browser would: an answer that says "not now" is asked again. */
async function retry<T>(attempt: () => Promise<T>): Promise<T> {
  return eventually(attempt, 40_000);
}

describe.each(TARGETS)('when %s is killed in the middle of purchases', (target) => {
  it('every order ends, the books balance, and nothing that was answered is lost', async () => {
    const seller = await Shopper.signUp();
    const lamp = await retry(() => seller.sells({ title: 'Lamp', price: 10, quantity: 20 }));
    const item = { productId: lamp.id, quantity: 1 };
    const oldPid = pidOf(target);

    let ordered = (): void => {};
    const firstOrder = new Promise<void>((resolve) => (ordered = resolve));
    const purchases = Array.from({ length: SHOPPERS }, async (_, index): Promise<[Shopper, Order]> => {
      await sleep(index * 30);
      const buyer = await retry(() => Shopper.signUp());
      await retry(() => buyer.puts(item));
      const order = await retry(() => buyer.orders([item]));
      ordered();
      await retry(async () => {
        const { status } = await buyer.pays(order.id);
        if (![200, 201].includes(status)) throw new Error(`payment was answered ${status}`);
      });
      return [buyer, order];
    });
    // Its payment is about to be sent, and most others have not got so far.
    await Promise.race([firstOrder, Promise.all(purchases)]);
    killNow(target);
    const bought = await Promise.all(purchases);
    await restarted(target, oldPid);

    await eventually(async () => {
      for (const [buyer, { id }] of bought) {
        expect(await buyer.order(id)).toMatchObject({ status: 'Complete', fulfilment: 'confirmed' });
        expect(await buyer.cart()).toEqual([]);
      }
      expect(await audit(readStack())).toEqual([]);
    }, 45_000);
  });
});
