import { readFileSync } from 'node:fs';
import path from 'node:path';
import { publishCommand, refusalsOf } from '@ecommerce/events/broker-refusals';
import { services } from '../../../../services.cjs';
import { eventually } from '../eventually';
import { Shopper } from '../shopper';
import { readStack } from '../stack';

const ID = '507f1f77bcf86cd799439011';
const ITEMS = [{ productId: ID, quantity: 1 }];

/** What each forged event would do: complete without a charge, change a price, refund, take stock, republish. */
const FORGERIES: Record<string, object> = {
  'payment:created': { id: ID, orderId: ID, stripeId: 'ch_forged', items: ITEMS, userId: ID },
  'payment:refunded': { id: ID, orderId: ID, stripeId: 'ch_forged', refundId: 're_forged' },
  'product:created': { id: ID, title: 'Lamp', price: 1.5, quantity: 9, userId: ID, version: 0 },
  'product:updated': { id: ID, title: 'Lamp', price: 1.5, quantity: 9, userId: ID, version: 2 ** 53 - 1 },
  'order:created': { id: ID, userId: ID, status: 'Created', items: ITEMS, total: 1.5, version: 0 },
  'order:cancelled': { id: ID, version: 1 },
  'stock:confirmed': { orderId: ID, items: ITEMS },
  'stock:rejected': { orderId: ID, items: ITEMS },
  'user:created': { id: ID, email: 'forged@example.com', version: 0 },
  'user:sessions_ended': { id: ID, gen: 1 },
  'epoch.orders': {},
};

/** Who may publish them. */
const PUBLISHERS: Record<string, string> = {
  payment: 'payments',
  product: 'products',
  order: 'orders',
  stock: 'products',
  user: 'auth',
  epoch: 'orders',
};

interface StoredSecrets {
  services: Record<string, { natsPassword: string }>;
}

const secrets = (): StoredSecrets => {
  const file = path.join(path.dirname(process.env.SHOP_STACK_FILE ?? ''), 'secrets.json');
  return JSON.parse(readFileSync(file, 'utf8')) as StoredSecrets;
};

describe("with a service's own credentials", () => {
  it.each(services.map(({ folder }) => folder))(
    "the broker refuses %s every event of another's",
    async (service) => {
      const forged = Object.entries(FORGERIES).filter(
        ([channel]) => PUBLISHERS[channel.split(/[:.]/)[0] ?? ''] !== service,
      );
      const login = {
        url: readStack().nats.url,
        user: service,
        pass: secrets().services[service]?.natsPassword,
      };
      const commands = forged.map(([channel, data]) => publishCommand(channel, JSON.stringify(data)));
      expect(await refusalsOf(login, commands)).toEqual(
        forged.map(([channel]) => `Permissions Violation for Publish to "_STAN.pub.ticketing.${channel}"`),
      );
    },
  );

  it('a genuine purchase completes', async () => {
    const [seller, buyer] = [await Shopper.signUp(), await Shopper.signUp()];
    const lamp = await seller.sells({ title: 'Lamp', price: 1500, quantity: 2 });
    const order = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
    expect((await buyer.pays(order.id)).status).toBe(201);
    await eventually(async () =>
      expect(await buyer.order(order.id)).toMatchObject({ status: 'Complete', fulfilment: 'confirmed' }),
    );
  });
});

it('nobody publishes without a user, and the monitor answers on the loopback address', async () => {
  const { url, monitor } = readStack().nats;
  expect(await refusalsOf({ url }, [publishCommand('order:created')])).toEqual(['Authorization Violation']);
  expect(new URL(monitor).hostname).toBe('127.0.0.1');
});
