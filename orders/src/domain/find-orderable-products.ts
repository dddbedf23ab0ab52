import {
  readOne,
  RequestValidationError,
  waitFor,
  waitForReplica,
  type BoughtItem,
  type DatabaseTime,
} from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { ProductReplica } from '../models/product-replica';
import type { OrderDeps } from './order-deps';

/** How long a product:updated that makes an order possible is waited for, in milliseconds. */
const STOCK_WAIT_MS = 250;

/** The products of an order, and when they were read. */
export interface OrderableProducts extends DatabaseTime {
  products: ProductReplica[];
}

/**
 * The products of an order, in the order of its lines and for sale and with enough of each as far as this service
 * knows. What is missing may be in an event under way, so it reads again for a while before it refuses.
 * @throws NotFoundError when a product is unknown
 * @throws ServiceUnavailableError when a product is unknown and the broker is unavailable
 * @throws RequestValidationError naming each product that is not for sale or of which there is not enough
 */
export async function findOrderableProducts(
  { isBusConnected }: OrderDeps,
  lines: readonly BoughtItem[],
): Promise<OrderableProducts> {
  const found = await waitForReplica(() => findAll(lines), isBusConnected);
  if (problemsOf(lines, found).length === 0) return found;

  let latest = found;
  const orderable = await waitFor(async () => {
    latest = (await findAll(lines)) ?? latest;
    return problemsOf(lines, latest).length === 0 ? latest : null;
  }, STOCK_WAIT_MS);
  if (orderable) return orderable;
  throw new RequestValidationError(problemsOf(lines, latest));
}

const SHOWN = { title: 1, price: 1, quantity: 1, listed: 1, now: '$$NOW' };

type Shown = ProductReplica & { now: Date };

/** The products of all lines, or null while one of them is unknown. */
async function findAll(lines: readonly BoughtItem[]): Promise<OrderableProducts | null> {
  const askedAt = performance.now();
  // One query reads all of them, and those of other orders.
  const found = await Promise.all(
    lines.map(({ productId }) =>
      readOne<Shown>(ProductReplica, { _id: new Types.ObjectId(productId) }, SHOWN),
    ),
  );
  const products = found.flatMap((product) => product ?? []);
  const [first] = products;
  return first && products.length === lines.length ? { products, now: first.now, askedAt } : null;
}

/** What stands in the way of an order of these products, product by product. */
const problemsOf = (lines: readonly BoughtItem[], { products }: OrderableProducts) =>
  products.flatMap(({ title, quantity, listed }, index) => {
    if (listed === false) return [{ message: `${title} is no longer for sale`, code: 'not_for_sale' }];
    const isShort = quantity < (lines[index] as BoughtItem).quantity;
    return isShort ? [{ message: `Not enough stock for ${title}`, code: 'not_enough_stock' }] : [];
  });
