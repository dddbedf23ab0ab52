import { Types } from 'mongoose';
import { putBackStock } from '../../domain/put-back-stock';
import { takeFromStock } from '../../domain/take-from-stock';
import { aProduct } from '../builders';
import { explore, type Handler, type World } from './interleavings';

const lamp = '1'.repeat(24);
const desk = '2'.repeat(24);
const order = 'a'.repeat(24);
const otherOrder = 'b'.repeat(24);

const worldWith = (lamps: number, desks: number): World => ({
  products: new Map(
    [
      { id: lamp, quantity: lamps },
      { id: desk, quantity: desks },
    ].map(({ id, quantity }) => [
      id,
      aProduct({ _id: new Types.ObjectId(id), quantity, userId: 'c'.repeat(24) }),
    ]),
  ),
  fulfilments: new Map(),
  events: [],
});

const paid = (orderId: string, ...productIds: string[]): Handler => ({
  name: `paid ${orderId}`,
  run: (store) =>
    takeFromStock({ orderId, items: productIds.map((productId) => ({ productId, quantity: 1 })) }, store),
});

const cancelled = (orderId: string): Handler => ({
  name: `cancelled ${orderId}`,
  run: (store) => putBackStock(orderId, store),
});

const statusOf = (world: World, orderId: string) => world.fulfilments.get(orderId)?.status;
const stockOf = (world: World) => [lamp, desk].map((id) => world.products.get(id)?.quantity);
const times = (world: World, key: string) => world.events.filter((event) => event === key).length;

/** What holds once it is settled: versions and events without gap or double, all or none, stock that adds up. */
function holds(world: World, start: [number, number]): void {
  for (const [id, { version }] of world.products) {
    const published = world.events.filter((key) => key.startsWith(`product:updated:${id}:`));
    expect(published).toEqual(Array.from({ length: version }, (_, i) => `product:updated:${id}:${i + 1}`));
  }
  const sold = [...world.fulfilments.values()].filter(({ status }) => status === 'applied');
  const soldOf = (id: string) =>
    sold.filter(({ items }) => items.some(({ productId }) => productId === id)).length;
  expect(stockOf(world)).toEqual([start[0] - soldOf(lamp), start[1] - soldOf(desk)]);
  for (const [id, { status }] of world.fulfilments) {
    expect(['applied', 'rejected', 'reverted', 'voided']).toContain(status);
    expect(times(world, `stock:confirmed:${id}`)).toBeLessThanOrEqual(1);
    expect(times(world, `stock:rejected:${id}`)).toBe(status === 'rejected' ? 1 : 0);
  }
}

describe('an order settles right in every order of writes', () => {
  it.each([
    ['both there', [1, 1], 'applied', [0, 0]],
    ['the second short', [1, 0], 'rejected', [1, 0]],
    ['the first short', [0, 1], 'rejected', [0, 1]],
    ['plenty', [5, 5], 'applied', [4, 4]],
  ] as const)('paid, delivered three times, one crash: %s', async (_, [lamps, desks], status, stock) => {
    const handlers = [1, 2, 3].map(() => paid(order, lamp, desk));
    const states = await explore(
      worldWith(lamps, desks),
      handlers,
      (world) => {
        holds(world, [lamps, desks]);
        expect(statusOf(world, order)).toBe(status);
        expect(stockOf(world)).toEqual(stock);
        expect(times(world, `stock:confirmed:${order}`)).toBe(status === 'applied' ? 1 : 0);
      },
      { crashes: 1 },
    );
    expect(states).toBeGreaterThan(100);
  });

  it.each([
    [1, 1, 0],
    [1, 0, 1],
    [0, 1, 1],
    [5, 5, 0],
  ])(
    'paid twice and cancelled, stock %i + %i, %i crashes: nothing stays taken',
    async (lamps, desks, crashes) => {
      const states = await explore(
        worldWith(lamps, desks),
        [paid(order, lamp, desk), paid(order, lamp, desk), cancelled(order)],
        (world) => {
          holds(world, [lamps, desks]);
          expect(['reverted', 'rejected', 'voided']).toContain(statusOf(world, order));
          expect(stockOf(world)).toEqual([lamps, desks]);
        },
        { crashes },
      );
      expect(states).toBeGreaterThan(500);
    },
  );

  it('paid twice beside another order for one of the items: all or none', async () => {
    const endings = new Set<string>();
    await explore(
      worldWith(1, 1),
      [paid(order, lamp, desk), paid(order, lamp, desk), paid(otherOrder, desk)],
      (world) => {
        holds(world, [1, 1]);
        endings.add(`${statusOf(world, order)} ${statusOf(world, otherOrder)}`);
      },
      { crashes: 1 },
    );
    expect(endings).toEqual(new Set(['applied rejected', 'rejected applied']));
  });

  it('needs the mark where nothing was taken: without it, a slow handler takes for a cancelled order', async () => {
    let bad = 0;
    await explore(
      worldWith(1, 1),
      [paid(order, lamp, desk), cancelled(order)],
      (world) => {
        if (stockOf(world).join() !== '1,1') bad += 1;
      },
      { lost: 'fenced' },
    );
    expect(bad).toBeGreaterThan(0);
  });
});
