import { Random } from '../random';
import { itemsOf, type Actor } from '../scene';

const PAGES = 2;

/** Searches, turns pages, looks at a product, and sometimes at the shop's own pages. */
export async function browse({ customer, scene }: Actor, { number }: { number: number }): Promise<void> {
  const random = new Random(scene.size.seed, 'browse', number);
  let query: string | undefined = `${random.pick(['q=lamp', 'inStock=true', 'sort=price'])}&limit=5`;
  for (let page = 0; page < PAGES && query !== undefined; page += 1) {
    query = (await customer.searches(query)).next;
  }
  const [item] = itemsOf(scene, [{ product: random.int(0, scene.plenty.length - 1), quantity: 1 }]);
  await customer.product(item?.productId ?? '');
  if (random.chance(0.2)) await customer.opens('/');
  if (random.chance(0.2)) await customer.opens('/products/:id', item?.productId);
}
