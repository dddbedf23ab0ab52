import { readdirSync, readFileSync } from 'node:fs';
import { get as request } from 'node:http';
import path from 'node:path';
import { EMPTY_PAGE } from './empty-page';
import { MUG, serveClient } from './served';

const served = serveClient();
const MAX_CSS_BYTES = 12_000;
/** How much heavier than an empty page a page of the shop may be (ADR 0065). */
const MAX_RATIO = 1.07;

/** What a browser that takes Brotli receives for this address, in bytes of the body. */
function bytesOf(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(address, { headers: { 'accept-encoding': 'br, gzip' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

async function weightOf(page: string, file: RegExp): Promise<number> {
  const html = await (await served.get(page, { cookie: 'session=abc' })).text();
  const addresses = new Set(
    [...html.matchAll(/(?:src|href)="(\/_next\/static\/[^"]+)"/g)].map(([, found]) => found),
  );
  const sizes = [...addresses]
    .filter((found) => file.test(found ?? ''))
    .map((found) => bytesOf(served.url + found));
  expect(sizes.length).toBeGreaterThan(0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const PAGES = [
  '/',
  '/?q=mug',
  `/products/${MUG.id}`,
  '/cart',
  '/checkout',
  '/orders',
  '/orders/65f000000000000000000009',
  '/sell',
  '/sell/products',
];

it('loads at most 7 % more script than an empty page does, both in Brotli', async () => {
  served.asSeller();
  served.answers['GET /api/orders'] = { body: [] };
  const limit = EMPTY_PAGE.bytes * MAX_RATIO;
  const weights = Object.fromEntries(
    await Promise.all(PAGES.map(async (page) => [page, await weightOf(page, /\.js$/)] as const)),
  );
  expect(Object.entries(weights).filter(([, bytes]) => bytes > limit)).toEqual([]);
});

it('compares with an empty page of the installed Next.js', () => {
  const { version } = JSON.parse(readFileSync(require.resolve('next/package.json'), 'utf8')) as {
    version: string;
  };
  expect(EMPTY_PAGE.next).toBe(version);
});

it('styles every page in at most 12 kB', async () => {
  expect(await weightOf('/', /\.css$/)).toBeLessThanOrEqual(MAX_CSS_BYTES);
});

it('keeps Stripe’s libraries out of what an order loads first', () => {
  const folder = path.resolve(__dirname, '../.next');
  const manifest = JSON.parse(readFileSync(path.join(folder, 'build-manifest.json'), 'utf8')) as {
    pages: Record<string, string[]>;
  };
  const first = [...(manifest.pages['/_app'] ?? []), ...(manifest.pages['/orders/[id]'] ?? [])];
  const holding = readdirSync(path.join(folder, 'static/chunks'))
    .map((name) => `static/chunks/${name}`)
    .filter(
      (name) =>
        name.endsWith('.js') && readFileSync(path.join(folder, name), 'utf8').includes('js.stripe.com'),
    );
  expect(holding.length).toBeGreaterThan(0);
  expect(holding.filter((name) => first.includes(name))).toEqual([]);
});

it.each([
  ['a file that is not there', '/_next/static/chunks/none.js', 404],
  ['a file above the folder', '/_next/static/..%2f..%2fserver.js', 404],
])('serves no %s', async (_name, address, status) => {
  const response = await served.get(address, { 'accept-encoding': 'br' });
  expect(response.status).toBe(status);
});
