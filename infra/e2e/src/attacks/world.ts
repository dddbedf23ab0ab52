import { type Order, type Product, Shopper } from '../shopper';
import type { Answer } from './answer';
import { send, expectHealthy, type Attack } from './attack';

/** The accounts and documents that the attacks use. */
export interface World {
  /** Sells the product and owns the order. */
  owner: Shopper;
  stranger: Shopper;
  product: Product;
  /** Of one piece, unpaid. */
  order: Order;
}

/** Fills a world before the first test of a file. After each test, every process of the shop must be healthy. */
export function useWorld(): World {
  const world = {} as World;
  beforeAll(async () => {
    [world.owner, world.stranger] = await Promise.all([Shopper.signUp(), Shopper.signUp()]);
    world.product = await world.owner.sells({ title: 'A lamp', price: 20, quantity: 1000 });
    world.order = await world.owner.orders([{ productId: world.product.id, quantity: 1 }]);
  });
  afterEach(() => expectHealthy());
  return world;
}

/** An attack, or what makes it of the world. */
export type Row = [
  what: string,
  attack: Attack | ((world: World) => Attack),
  ...expected: [status: number, ...others: number[]],
];

const attackOf = (world: World, [, attack]: Row): Attack =>
  typeof attack === 'function' ? attack(world) : attack;

/** One test for each row: the answer has one of the row's statuses. */
export function testEach(world: World, rows: Row[]): void {
  it.each(rows)('%s', async (...row) => {
    const [, , ...expected] = row;
    const { status } = await send(attackOf(world, row));
    expect(expected).toContain(status);
  });
}

/** The same for attacks that wait for seconds each: all are sent at the same moment, before the first test. */
export function testEachAtOnce(world: World, rows: Row[]): void {
  let answers: PromiseSettledResult<Answer>[];
  beforeAll(async () => {
    answers = await Promise.allSettled(rows.map((row) => send(attackOf(world, row))));
  });
  it.each(rows.map((row, index) => [row[0], index] as const))('%s', (_what, index) => {
    const [answer, [, , ...expected]] = [answers[index], rows[index] as Row];
    if (answer?.status !== 'fulfilled') throw answer?.reason;
    expect(expected).toContain(answer.value.status);
  });
}
