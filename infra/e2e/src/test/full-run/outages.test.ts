import { killNow, pidOf, restarted } from '../../crash';
import { eventually } from '../../eventually';
import { Shopper } from '../../shopper';
import { readStack } from '../../stack';

describe('a service whose database is gone', () => {
  it('stays alive, answers 503 with the usual body, and resumes by itself', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 1 });
    const database = pidOf('products-mongo');
    const service = pidOf('products');
    process.kill(database, 'SIGSTOP');
    try {
      await eventually(async () => {
        const { status, body } = await seller.get(`/api/products/${lamp.id}`);
        expect({ status, body }).toEqual({
          status: 503,
          body: { errors: [{ message: 'Service temporarily unavailable', code: 'service_unavailable' }] },
        });
      }, 30_000);
      const { url } = readStack().services.products ?? { url: '' };
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect((await fetch(`${url}/readyz`)).status).toBe(503);
    } finally {
      process.kill(database, 'SIGCONT');
    }
    await eventually(async () => expect((await seller.get(`/api/products/${lamp.id}`)).status).toBe(200));
    expect(pidOf('products')).toBe(service);
  });
});

describe('a broker that hangs', () => {
  it('leaves every service ready, and shoppers order now and pay later', async () => {
    const [seller, buyer] = [await Shopper.signUp(), await Shopper.signUp()];
    const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 3 });
    const item = { productId: lamp.id, quantity: 1 };
    await buyer.puts(item);
    const broker = pidOf('nats');
    process.kill(broker, 'SIGSTOP');
    let orderId: string;
    try {
      for (const name of ['products', 'cart', 'orders', 'payments', 'notifications']) {
        await eventually(async () => {
          const answer = await fetch(`${readStack().services[name]?.url}/readyz`);
          expect(await answer.json()).toEqual({
            status: 'ok',
            checks: { serving: true, database: true, bus: false },
          });
          expect(answer.status).toBe(200);
        }, 30_000);
      }
      expect(await buyer.product(lamp.id)).toMatchObject({ quantity: 3 });
      expect(await buyer.cart()).toEqual([item]);
      orderId = (await buyer.orders([item])).id;
      expect(await buyer.order(orderId)).toMatchObject({ status: 'Created' });
    } finally {
      process.kill(broker, 'SIGCONT');
    }
    await eventually(async () => expect((await buyer.pays(orderId)).status).toBe(201), 60_000);
    await eventually(
      async () => expect(await buyer.order(orderId)).toMatchObject({ status: 'Complete' }),
      60_000,
    );
  });
});

describe('a broker that is killed', () => {
  it('comes back, and the services that kept running publish what they could not', async () => {
    const services = ['products', 'cart', 'orders', 'payments', 'notifications'].map(
      (name) => [name, pidOf(name)] as const,
    );
    const broker = pidOf('nats');
    const seller = await Shopper.signUp();
    // Frozen first: its supervisor is quick, and the product must be made while nobody takes its event.
    process.kill(broker, 'SIGSTOP');
    const lamp = await seller.sells({ title: 'Lamp made without a broker', price: 10, quantity: 1 });
    killNow('nats');
    await restarted('nats', broker);
    await eventually(async () => {
      const order = await seller.orders([{ productId: lamp.id, quantity: 1 }]);
      expect((await seller.cancels(order.id)).status).toBe(204);
    }, 20_000);
    for (const [name, pid] of services) expect(pidOf(name)).toBe(pid);
  });
});
