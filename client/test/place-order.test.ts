import { isSameOpenOrder, placeOrderOnce } from '../hooks/orders/place-order';
import { browserOfEachTest, pretendShop } from './browser';
import { anOrder } from './builders';

const ITEMS = [{ productId: 'p1', quantity: 2, priceCents: 1250 }];

/** An order as the service sends it. */
const wire = (id: string, fields: object = {}) => ({
  id,
  status: 'Created',
  items: [{ productId: 'p1', titleSnapshot: 'Mug', priceSnapshot: 12.5, quantity: 2 }],
  total: 25,
  version: 0,
  ...fields,
});

const MINUTE_MS = 60_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

describe('an open order', () => {
  it.each([
    ['while items and prices are', ago(59 * MINUTE_MS)],
    ['for a clock that is slow', ago(-5 * MINUTE_MS)],
    ['when nobody knows its age', null],
  ])('is the same %s', (_name, createdAt) => {
    expect(isSameOpenOrder(anOrder({ createdAt }), ITEMS, Date.now())).toBe(true);
  });

  it.each([
    ['paid', { paid: true }, ITEMS],
    ['cancelled', { status: 'Cancelled' as const }, ITEMS],
    ['an hour old', { createdAt: ago(60 * MINUTE_MS) }, ITEMS],
    ['of another quantity', {}, [{ productId: 'p1', quantity: 1, priceCents: 1250 }]],
    ['at another price', {}, [{ productId: 'p1', quantity: 2, priceCents: 1300 }]],
    ['of more products', {}, [...ITEMS, { productId: 'p2', quantity: 1, priceCents: 100 }]],
  ])('is another one when it is %s', (_name, fields, items) => {
    expect(isSameOpenOrder(anOrder({ createdAt: ago(0), ...fields }), items, Date.now())).toBe(false);
  });
});

describe('placing an order', () => {
  browserOfEachTest();

  /** The orders service, in memory, with its keys; `lose` drops that many answers, `now` is the time by its clock. */
  function ordersService({ lose = 0, now = new Date() } = {}) {
    const orders: ReturnType<typeof wire>[] = [];
    const keys = new Map<string, ReturnType<typeof wire>>();
    pretendShop(({ method, headers }) => {
      if (method === 'GET')
        return { body: orders.filter(({ id }) => !hidden.has(id)), headers: { date: now.toUTCString() } };
      const key = headers.get('idempotency-key') ?? '';
      const order = keys.get(key) ?? wire(`o${orders.length + 1}`, { createdAt: now.toISOString() });
      if (!keys.has(key)) orders.push(order);
      keys.set(key, order);
      if (lose-- > 0) throw new Error('connection lost');
      return { status: 201, body: order };
    });
    const hidden = new Set<string>();
    return { orders, hidden };
  }

  it('makes one order of two clicks at once', async () => {
    const { orders } = ordersService();
    const [first, second] = await Promise.all([placeOrderOnce(ITEMS), placeOrderOnce(ITEMS)]);
    expect(second?.id).toBe(first?.id);
    expect(orders).toHaveLength(1);
  });

  it.each([-6, 6])('makes one order of two clicks by a clock that is %i hours off', async (hours) => {
    const { orders } = ordersService({ now: new Date(Date.now() - hours * 60 * MINUTE_MS) });
    const first = await placeOrderOnce(ITEMS);
    await expect(placeOrderOnce(ITEMS)).resolves.toMatchObject({ id: first.id });
    expect(orders).toHaveLength(1);
  });

  it('finds the order again whose answer was lost, though the list does not show it yet', async () => {
    const { orders, hidden } = ordersService({ lose: 1 });
    await expect(placeOrderOnce(ITEMS)).rejects.toThrow('could not reach');
    hidden.add('o1');
    await expect(placeOrderOnce(ITEMS)).resolves.toMatchObject({ id: 'o1' });
    expect(orders).toHaveLength(1);
  });

  it('makes a new order when the one of the lost answer was cancelled since', async () => {
    const { orders } = ordersService({ lose: 1 });
    await expect(placeOrderOnce(ITEMS)).rejects.toThrow('could not reach');
    Object.assign(orders[0] ?? {}, { status: 'Cancelled' });
    await expect(placeOrderOnce(ITEMS)).resolves.toMatchObject({ id: 'o2', status: 'Created' });
  });

  it('makes a new order when the one of the lost answer has been unpaid for a day', async () => {
    const { orders } = ordersService({ lose: 1 });
    await expect(placeOrderOnce(ITEMS)).rejects.toThrow('could not reach');
    Object.assign(orders[0] ?? {}, { createdAt: ago(24 * 60 * MINUTE_MS) });
    await expect(placeOrderOnce(ITEMS)).resolves.toMatchObject({ id: 'o2' });
  });

  it('makes a new order of the same items once the first is paid', async () => {
    const { orders } = ordersService();
    await placeOrderOnce(ITEMS);
    Object.assign(orders[0] ?? {}, { status: 'Complete', paid: true });
    await expect(placeOrderOnce(ITEMS)).resolves.toMatchObject({ id: 'o2' });
  });

  it.each(['{', '7', 'null', '{"cart":1,"key":2}', '{"cart":"x"}', '{"cart":"[]","key":"\\n"}'])(
    'ignores a stored attempt of %j',
    async (stored) => {
      localStorage.setItem('checkout-attempt', stored);
      ordersService();
      await expect(placeOrderOnce(ITEMS)).resolves.toMatchObject({ id: 'o1' });
    },
  );

  it('hands on what the shop says when the stock is short', async () => {
    pretendShop(({ method }) =>
      method === 'GET'
        ? { body: [] }
        : { status: 400, body: { errors: [{ message: 'Not enough stock for Mug' }] } },
    );
    await expect(placeOrderOnce(ITEMS)).rejects.toMatchObject({
      status: 400,
      message: 'Not enough stock for Mug',
    });
  });
});
