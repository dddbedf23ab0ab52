import { type Order, type Product, Shopper } from '../shopper';
import { send, expectHealthy, type Attack } from './attack';

/** Who and what the attacks are about. */
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
    world.owner = await Shopper.signUp();
    world.stranger = await Shopper.signUp();
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

/** One test for each row: the answer has one of the row's statuses. */
export function testEach(world: World, rows: Row[]): void {
  it.each(rows)('%s', async (_what, attack, ...expected) => {
    const { status } = await send(typeof attack === 'function' ? attack(world) : attack);
    expect(expected).toContain(status);
  });
}
