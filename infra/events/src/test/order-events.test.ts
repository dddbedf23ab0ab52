import { BrokerLog } from '../broker-log';
import { OrderEvents } from '../order-events';
import { startBroker, type TestBroker } from './broker';

const [ORDER, USER, PRODUCT] = ['a', 'b', 'c'].map((digit) => digit.repeat(24)) as [string, string, string];
const ITEM = { productId: PRODUCT, quantity: 1, priceSnapshot: 2, titleSnapshot: 'Lamp' };
const PLACED = { id: ORDER, userId: USER, status: 'Created', items: [ITEM], total: 2, version: 0 };

let broker: TestBroker;
let log: BrokerLog;
let events: OrderEvents;

beforeEach(async () => {
  broker = await startBroker();
  log = await BrokerLog.connect(broker.nats);
  events = new OrderEvents(broker.nats);
});
afterEach(async () => {
  await events.close();
  await log.close();
  await broker.stop();
});

const publish = (subject: string, data: object): Promise<void> => log.publish(subject, JSON.stringify(data));

it('knows what was published about an order before and after it connected', async () => {
  await publish('order:created', { ...PLACED, meta: { source: 'orders' } });
  await publish('order:created', { nonsense: true });
  await events.refresh();
  expect(events.factsOf(ORDER)).toEqual([
    {
      subject: 'order:created',
      key: `order:created:${ORDER}:0`,
      source: 'orders',
      at: expect.any(String) as string,
    },
  ]);
  await publish('order:cancelled', { id: ORDER, version: 1 });
  await untilTrue(() => events.factsOf(ORDER).length === 2);
  expect(events.factsOf(ORDER)[1]).toMatchObject({ subject: 'order:cancelled', source: 'unknown' });
});

it('finds orders by their own id, their buyer, a product and the mail of the buyer', async () => {
  await publish('user:created', { id: USER, email: 'Anna@example.com', version: 0 });
  await publish('order:created', PLACED);
  await events.refresh();
  for (const id of [ORDER, USER, PRODUCT]) expect(events.ordersWith(id)).toEqual([ORDER]);
  expect(events.ordersWith('d'.repeat(24))).toEqual([]);
  expect(events.userWith('anna@EXAMPLE.com')).toBe(USER);
  expect(events.newest(5)).toEqual([ORDER]);
});

it('keeps what it knows when the broker dies', async () => {
  await publish('order:created', PLACED);
  await events.refresh();
  expect(events.isConnected()).toBe(true);
  await broker.stop();
  await untilTrue(() => !events.isConnected());
  expect(events.factsOf(ORDER)).toHaveLength(1);
});

async function untilTrue(check: () => boolean): Promise<void> {
  for (
    const deadline = performance.now() + 10_000;
    !check();
    await new Promise((resolve) => setTimeout(resolve, 20))
  )
    if (performance.now() > deadline) throw new Error('it does not become true');
}
