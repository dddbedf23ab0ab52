import { send } from '../../attacks/attack';
import { readSecrets } from '../../attacks/leaks';
import { useWorld } from '../../attacks/world';
import type { Product } from '../../shopper';
import { readStack } from '../../stack';

const world = useWorld();

const TITLES = [
  '<img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "'-alert(1)-'",
  '{{7*7}}',
  '${7*7}',
  'javascript:alert(1)',
  '<!--',
  '</title><script>alert(1)</script>',
];

/** As React writes text. */
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;');

describe('a title that is markup', () => {
  it.each(TITLES)('is text on every page: %s', async (title) => {
    const product = await world.owner.sells({ title, price: 5, quantity: 9 });
    const order = await world.owner.orders([{ productId: product.id, quantity: 1 }]);
    await world.owner.puts({ productId: product.id, quantity: 1 });
    const paths = [
      `/products/${product.id}`,
      `/?q=${encodeURIComponent(title)}`,
      `/orders/${order.id}`,
      '/cart',
      `/products/${product.id}/edit`,
    ];
    for (const path of paths) {
      const { status, text } = await send({ path, cookie: world.owner.cookie });
      expect([path, status]).toEqual([path, 200]);
      expect(text).toContain(escaped(title));
      expect(text).not.toMatch(/<script>alert|<img src=x|<svg onload|<!--(?!\s|-->)(?=[^-]*alert)/);
      expect(text).not.toContain('</script><script>alert');
    }
  });
});

describe('a search that is markup', () => {
  it.each(TITLES)('is text on the page: %s', async (words) => {
    const { status, text } = await send({
      path: `/?q=${encodeURIComponent(words)}&category=${encodeURIComponent(words)}`,
    });
    expect(status).toBe(200);
    expect(text).toContain(escaped(words));
    expect(text).not.toMatch(/<script>alert|<img src=x|<svg onload/);
  });
});

describe('sign-in', () => {
  it.each([
    'https://evil.test',
    '//evil.test',
    '/\\evil.test',
    'javascript:alert(1)',
    '/%09/evil.test',
    'https:evil.test',
    '\thttps://evil.test',
  ])('leads to no other site with next=%j', async (next) => {
    const path = `/auth/signin?next=${encodeURIComponent(next)}`;
    const page = await send({ path, cookie: world.owner.cookie });
    const shop = readStack().gateway.http;
    expect(new URL(String(page.headers.location ?? '/'), shop).origin).toBe(shop);
    const guest = await send({ path });
    expect(guest.text).not.toMatch(/(href|action)="[^"]*(\/\/evil|javascript:)/);
  });
});

describe('a picture address', () => {
  it.each([
    'http://a.test/a.png',
    'javascript:alert(1)',
    'data:image/svg+xml,<svg/>',
    '//evil.test/a.png',
    '/\\evil.test',
    'file:///etc/passwd',
    'https://a.test/"onerror=alert(1)',
  ])('%s is refused', async (imageUrl) => {
    const json = { title: 'a', price: 1, quantity: 1, imageUrl };
    expect(
      (await send({ method: 'POST', path: '/api/products', json, cookie: world.owner.cookie })).status,
    ).toBe(400);
  });

  it('of another site is fetched by the shop, not by the browser of a shopper', async () => {
    const json = {
      title: 'Foreign picture',
      price: 1,
      quantity: 1,
      imageUrl: 'https://pictures.evil.test/a.png',
    };
    const answer = await send({ method: 'POST', path: '/api/products', json, cookie: world.owner.cookie });
    const { id } = JSON.parse(answer.text) as Product;
    for (const path of [`/products/${id}`, '/?q=Foreign']) {
      const { text } = await send({ path });
      expect(text).not.toMatch(/src(set)?="https:\/\/pictures\.evil\.test/i);
    }
  });
});

it('neither pages nor bundles hold a secret', async () => {
  const { text } = await send({ path: '/' });
  const scripts = [...text.matchAll(/src="(\/_next\/static\/[^"]+\.js)"/g)].map(([, path = '']) => path);
  expect(scripts.length).toBeGreaterThan(3);
  const bundles = scripts.map(async (path) => (await fetch(readStack().gateway.http + path)).text());
  const all = [text, ...(await Promise.all(bundles))].join('\n');
  for (const secret of [...Object.values(readSecrets()), 'mongodb://', 'sk_test_', 'JWT_KEY'])
    expect(all).not.toContain(secret);
});
