import { setTimeout as sleep } from 'node:timers/promises';
import { many } from '@ecommerce/e2e/crowd';
import { type Item, type Product, Shopper } from '@ecommerce/e2e/shopper';
import { readStack } from '@ecommerce/e2e/stack';
import { closeCollections } from '@ecommerce/e2e/stored';
import { quantile } from '@ecommerce/e2e/statistics';
import { UserError } from '@ecommerce/events/user-error';
import { withOwnShop } from '../own-shop';
import { copyUntil } from './copies';
import { asTable, findSlower, type Growth } from './limits';

const [FEW_PRODUCTS, MANY_PRODUCTS] = [120, 100_000];
const [FEW_ORDERS, MANY_ORDERS] = [1_000, 500_000];
const CATEGORIES = 8;
const DEEP_PAGES = 500;
const WARM_UP = 30;
const SAMPLES = 150;
/** How many times slower a request may become. */
const LIMIT = 1.3;
/** The same for a search whose matches are too few to scan for, and too many to sort. */
const LIMIT_OF_SEARCH = 2.5;
/** For the checkpoint that follows so many inserts. */
const SETTLED_MS = 20_000;
const STOCK = 1_000_000;

/** One kind of request, and how many times slower it may become. */
interface Probe {
  what: string;
  limit: number;
  send: () => Promise<unknown>;
}

/**
 * Compares what requests cost with few and with many products and orders stored, on a shop of its own.
 * @throws UserError when one has become slower than its limit
 */
export async function measureGrowth(): Promise<void> {
  const { control, growths } = await withOwnShop(async () => {
    try {
      return await compare();
    } finally {
      await closeCollections();
    }
  });
  console.log(asTable(growths, control));
  const slower = findSlower(growths, control).map(({ what }) => what);
  if (slower.length > 0) throw new UserError(`slower than the limit: ${slower.join(', ')}`);
}

async function compare(): Promise<{ control: number; growths: Growth[] }> {
  const shopper = await Shopper.signUp();
  const products: Product[] = [];
  for (let index = 0; index < FEW_PRODUCTS; index += 1) products.push(await shopper.sells(productOf(index)));
  const items: Item[] = products.slice(0, 2).map(({ id }) => ({ productId: id, quantity: 1 }));
  await shopper.sells({ ...productOf(0), title: 'Zebra' });
  const orders = await many(20, () => shopper.orders(items));
  const probes = probesOf(shopper, products, items, orders[0]?.id ?? '');
  const others = await Shopper.signUp();
  const copied = await many(10, () => others.orders(items));
  await sleep(SETTLED_MS / 10);
  await copyUntil(
    FEW_ORDERS,
    'orders',
    'orders',
    copied.map(({ id }) => id),
  );
  const few = await timesOf(probes);
  await copyUntil(
    MANY_PRODUCTS,
    'products',
    'products',
    products.map(({ id }) => id),
  );
  await copyUntil(
    MANY_ORDERS,
    'orders',
    'orders',
    copied.map(({ id }) => id),
  );
  await sleep(SETTLED_MS);
  const large = await timesOf(probes);
  const growths = probes.map(({ what, limit }, index) => ({
    what,
    limit,
    small: few[index] ?? Number.NaN,
    large: large[index] ?? Number.NaN,
  }));
  const [control, firstPage] = growths as [Growth, Growth];
  growths.push({
    what: `page ${DEEP_PAGES} of products, with few the first`,
    limit: LIMIT,
    small: firstPage.small,
    large: await timeOfDeepPage(),
  });
  return { control: control.large / control.small, growths };
}

const productOf = (index: number) => ({
  title: `Lamp ${index}`,
  price: (1000 + index) / 100,
  quantity: STOCK,
  category: `Lamps ${index % CATEGORIES}`,
  description: 'A lamp of brushed brass for the desk, with a linen shade.',
});

function probesOf(shopper: Shopper, products: Product[], items: Item[], orderId: string): Probe[] {
  const { services } = readStack();
  const get = (service: string, path: string) => async () => {
    const response = await fetch(`${services[service]?.url}${path}`, { headers: { cookie: shopper.cookie } });
    if (!response.ok) throw new Error(`${path} was answered ${response.status}`);
    return response.text();
  };
  const list = (what: string, query: string, limit = LIMIT) => ({
    what: `products ${what}`,
    limit,
    send: get('products', `/api/products?limit=20${query}`),
  });
  return [
    { what: 'control, reads nothing', limit: LIMIT, send: get('products', '/healthz') },
    list('newest', ''),
    list('by price', '&sort=price'),
    list('by title', '&sort=title'),
    list('of a category', '&category=Lamps+3'),
    list('of a category by price', '&category=Lamps+3&sort=price'),
    list('between prices', '&minPrice=10&maxPrice=11'),
    list('in stock', '&inStock=true'),
    list('found by a common word', '&q=lamp'),
    list('found by a word of every tenth product', '&q=11', LIMIT_OF_SEARCH),
    list('found by the start of a word of one product', '&q=zeb'),
    { what: 'one product', limit: LIMIT, send: get('products', `/api/products/${products[5]?.id}`) },
    { what: 'place an order', limit: LIMIT, send: () => shopper.orders(items) },
    { what: 'own orders', limit: LIMIT, send: get('orders', '/api/orders?limit=20') },
    { what: 'one order', limit: LIMIT, send: get('orders', `/api/orders/${orderId}`) },
  ];
}

/** @returns the median milliseconds of each; they take turns */
async function timesOf(probes: readonly Probe[]): Promise<number[]> {
  const times: number[][] = probes.map(() => []);
  for (let round = 0; round < WARM_UP + SAMPLES; round += 1) {
    for (const [index, { send }] of probes.entries()) {
      const begin = performance.now();
      await send();
      if (round >= WARM_UP) times[index]?.push(performance.now() - begin);
    }
  }
  return times.map((ms) => quantile(ms, 0.5));
}

async function timeOfDeepPage(): Promise<number> {
  const { url } = readStack().services.products as { url: string };
  const times: number[] = [];
  let path = '/api/products?limit=20';
  for (let page = 0; page < DEEP_PAGES; page += 1) {
    const begin = performance.now();
    const response = await fetch(`${url}${path}`);
    await response.text();
    times.push(performance.now() - begin);
    path = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? '';
    if (path === '') throw new Error(`page ${page} names no next one`);
  }
  return quantile(times.slice(-SAMPLES), 0.5);
}
