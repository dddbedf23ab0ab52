import { setTimeout as sleep } from 'node:timers/promises';
import { MUG, serveClient } from './served';

const served = serveClient();
const { get } = served;
const AT_SHOP = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'ecommerce.local' };

it('names every page of products in the sitemap', async () => {
  let page = 0;
  Object.defineProperty(served.answers, 'GET /api/products', {
    get: () => {
      page += 1;
      const headers: Record<string, string> =
        page < 3 ? { link: `</api/products?limit=100&cursor=c${page}>; rel="next"` } : {};
      return { body: [{ ...MUG, id: `p${page}` }], headers };
    },
  });
  const response = await get('/sitemap.xml', AT_SHOP);
  const xml = await response.text();
  expect(response.headers.get('content-type')).toContain('application/xml');
  for (const path of ['', 'products/p1', 'products/p2', 'products/p3']) {
    expect(xml).toContain(`<loc>https://ecommerce.local/${path}</loc>`);
  }
  expect(served.requests.map(({ path }) => path)).toEqual([
    '/api/products?limit=100',
    '/api/products?limit=100&cursor=c1',
    '/api/products?limit=100&cursor=c2',
  ]);
});

it('reads the catalogue once for all who ask for the sitemap meanwhile', async () => {
  served.answers['GET /api/products'] = sleep(500, { body: [MUG] });
  const answers = await Promise.all(Array.from({ length: 10 }, () => get('/sitemap.xml', AT_SHOP)));
  for (const answer of answers) expect(await answer.text()).toContain(`/products/${MUG.id}</loc>`);
  expect(served.requests).toHaveLength(1);
  await get('/sitemap.xml', AT_SHOP);
  expect(served.requests).toHaveLength(2);
});

it('asks crawlers to come back while the products service is unavailable', async () => {
  served.answers['GET /api/products'] = { status: 503 };
  const response = await get('/sitemap.xml', AT_SHOP);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('60');
});

it('keeps crawlers from the pages of a single visitor and points to the sitemap', async () => {
  const text = await (await get('/robots.txt', AT_SHOP)).text();
  expect(text).toContain('User-agent: *\n');
  for (const path of ['/cart', '/checkout', '/orders', '/sell', '/api/'])
    expect(text).toContain(`Disallow: ${path}\n`);
  expect(text).toContain('Allow: /seller-pictures/\n');
  expect(text).toContain('Sitemap: https://ecommerce.local/sitemap.xml');
});

it('takes no host that is none into its addresses', async () => {
  const text = await (await get('/robots.txt', { 'x-forwarded-host': 'evil.test/"><x' })).text();
  expect(text).toContain('Sitemap: http://localhost/sitemap.xml');
});

it('writes what a shared product shows into its page, with the nonce of the answer', async () => {
  const response = await get(`/products/${MUG.id}`, AT_SHOP);
  const html = await response.text();
  const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1];
  expect(html).toContain(`<link rel="canonical" href="https://ecommerce.local/products/${MUG.id}"/>`);
  expect(html).toContain(`<script type="application/ld+json" nonce="${nonce}">`);
  expect(html).toContain('property="og:image"');
});

it('draws the picture of a shared product as PNG', async () => {
  const response = await get('/pictures/1.png?title=Mug');
  expect(response.headers.get('content-type')).toBe('image/png');
  const png = Buffer.from(await response.arrayBuffer());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
});

it.each(['/manifest.webmanifest', '/favicon.ico', '/apple-touch-icon.png', '/icon-512.png', '/share.png'])(
  'serves %s',
  async (path) => {
    expect((await get(path)).status).toBe(200);
  },
);
