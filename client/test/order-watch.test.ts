import { buildClient } from '../api/build-client';
import { OrderWatch } from '../hooks/orders/order-watch';
import { pretendShop } from './browser';
import { anOrder } from './builders';

const realFetch = globalThis.fetch;
const watches: OrderWatch[] = [];
let requests: number;
let answer: () => { status?: number; body?: unknown } | Promise<never>;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  requests = 0;
  answer = () => ({ body: wire(0) });
  pretendShop(() => {
    requests += 1;
    return answer();
  });
});
afterEach(() => {
  for (const watch of watches.splice(0)) watch.stop();
  globalThis.fetch = realFetch;
  jest.useRealTimers();
});

/** An order as the service sends it. */
const wire = (version: number, fields: object = {}) => ({
  id: anOrder().id,
  status: 'Created',
  items: [],
  total: 25,
  version,
  ...fields,
});
const PAID = { status: 'Complete', paid: true, fulfilment: 'pending' };

function openPage(order = anOrder()): OrderWatch {
  const watch = new OrderWatch(buildClient(), order);
  watches.push(watch);
  watch.start();
  return watch;
}

async function pass(seconds: number): Promise<void> {
  for (let step = 0; step <= seconds * 5; step += 1) {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    if (step < seconds * 5) await jest.advanceTimersByTimeAsync(200);
  }
}

it('looks again until the order is settled, and then no more', async () => {
  const watch = openPage();
  watch.setUnderWay(true);
  answer = () => ({ body: wire(2, { ...PAID, fulfilment: 'confirmed' }) });
  await pass(1);
  expect(watch.snapshot().order.status).toBe('Complete');
  const before = requests;
  await pass(60);
  expect(requests).toBe(before);
});

it('looks at a cancelled order again while a payment is under way, until it is refunded', async () => {
  const watch = openPage(anOrder({ status: 'Cancelled' }));
  await pass(10);
  expect(requests).toBe(0);
  watch.setUnderWay(true);
  answer = () => ({ body: wire(1, { status: 'Cancelled', paid: true, refunded: true }) });
  await pass(1);
  expect(watch.snapshot().order.refunded).toBe(true);
  await pass(60);
  expect(requests).toBe(1);
});

it('never goes back to an older answer that arrives later', async () => {
  const watch = openPage();
  const bodies = [wire(2, PAID), wire(0)];
  answer = () => ({ body: bodies.shift() });
  await Promise.all([watch.look(), watch.look()]);
  expect(watch.snapshot().order).toMatchObject({ status: 'Complete', version: 2 });
});

it('looks rarely while it waits for the shopper, and soon once something is under way', async () => {
  const watch = openPage();
  await pass(4);
  expect(requests).toBe(0);
  watch.setUnderWay(true);
  await pass(1);
  expect(requests).toBeGreaterThan(0);
});

it('asks nothing while the tab is hidden, and at once when it is shown', async () => {
  const watch = openPage();
  watch.setVisible(false);
  await pass(60);
  expect(requests).toBe(0);
  watch.setVisible(true);
  await pass(0);
  expect(requests).toBe(1);
});

it('asks once when a tab is shown and focused, and keeps one timer', async () => {
  const watch = openPage();
  for (let event = 0; event < 5; event += 1) watch.setVisible(true);
  await pass(0);
  expect(requests).toBe(1);
  await pass(9);
  expect(requests).toBe(2);
});

it('says that it is offline after three failures, and takes it back', async () => {
  const watch = openPage();
  watch.setUnderWay(true);
  answer = () => ({ status: 503, body: {} });
  await pass(1);
  expect(watch.snapshot().offline).toBe(false);
  await pass(3);
  expect(watch.snapshot().offline).toBe(true);
  answer = () => ({ body: wire(0) });
  await pass(5);
  expect(watch.snapshot().offline).toBe(false);
});

it('does not call a refusal offline: who is signed out has reached the shop', async () => {
  const watch = openPage();
  watch.setUnderWay(true);
  answer = () => ({ status: 401, body: {} });
  await pass(30);
  expect(requests).toBeGreaterThan(3);
  expect(watch.snapshot().offline).toBe(false);
});

describe('while a stream brings the steps', () => {
  it('asks rarely, also of an order that is under way', async () => {
    const watch = openPage(anOrder({ ...PAID, version: 1 } as Parameters<typeof anOrder>[0]));
    watch.setLive(true);
    answer = () => ({ body: wire(1, PAID) });
    await pass(4);
    expect(requests).toBe(0);
    watch.setLive(false);
    await pass(1);
    expect(requests).toBeGreaterThan(0);
  });

  it('asks at once after a step, and soon again until the order shows it', async () => {
    const watch = openPage();
    watch.setLive(true);
    watch.expect('paid');
    await pass(2);
    const before = requests;
    expect(before).toBeGreaterThan(2);
    answer = () => ({ body: wire(1, PAID) });
    await pass(3);
    expect(watch.snapshot().order.status).toBe('Complete');
    const after = requests;
    await pass(4);
    expect(requests).toBeLessThanOrEqual(after + 1);
  });
});
