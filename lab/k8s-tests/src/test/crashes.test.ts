import { eventually } from '../../../../infra/e2e/src/eventually';
import { Shopper } from '../../../../infra/e2e/src/shopper';
import { booksBalance } from '../books';
import { killPod } from '../kill';
import { allRolledOut, podsOf } from '../kubectl';
import { services } from '../../../../services.cjs';

/** Every kind of pod that can die under a purchase. */
const APPS = [...services.flatMap(({ app }) => [app, `${app}-mongo`]), ...['client', 'nats']];

beforeEach(allRolledOut);

describe('when SIGKILL ends a pod in the middle of a purchase', () => {
  it.each(APPS)('%s: the purchase completes, and nothing is lost', async (app) => {
    const [seller, buyer] = [await Shopper.signUp(), await Shopper.signUp()];
    const lamp = await seller.sells({ title: `Lamp before ${app} died`, price: 25, quantity: 3 });
    const item = { productId: lamp.id, quantity: 1 };
    // News of the lamp may take a moment longer than a service waits for it: what died before has just come back.
    await eventually(() => buyer.puts(item), 60_000);
    const order = await eventually(() => buyer.orders([item]), 60_000);

    const victims = await podsOf(app);
    expect(victims).toHaveLength(1);
    const [, payment] = await Promise.all([
      killPod(victims[0] ?? ''),
      buyer.pays(order.id).catch(() => undefined),
    ]);
    // Somebody whose payment was not answered, or with an error, tries again until it is.
    if (payment === undefined || payment.status > 202) {
      await eventually(async () => expect((await buyer.pays(order.id)).status).toBeLessThan(203), 120_000);
    }
    await eventually(async () => {
      expect(await buyer.order(order.id)).toMatchObject({ status: 'Complete', fulfilment: 'confirmed' });
      expect(await buyer.product(lamp.id)).toMatchObject({ title: lamp.title, quantity: 2 });
      expect(await buyer.cart()).toEqual([]);
      const again = { email: buyer.email, password: 'a password' };
      expect((await buyer.post('/api/users/signin', again)).status).toBe(200);
    }, 120_000);
    await booksBalance();
  });
});
