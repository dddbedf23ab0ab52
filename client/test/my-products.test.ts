import { errorsOf, focusTags, MUG, serveClient } from './served';

const served = serveClient();
const { get, post } = served;

const COOKIE = { cookie: 'session=abc' };

it('lists what the seller offers, with stock and whether it is on sale', async () => {
  served.asSeller();
  const hidden = { ...MUG, id: '65f000000000000000000002', title: 'Jar', quantity: 0, listed: false };
  served.answers['GET /api/products'] = { body: [MUG, hidden] };
  const html = await (await get('/sell/products', COOKIE)).text();
  const asked = served.requests.find(({ path }) => path.startsWith('/api/products'));
  expect(new URL(asked?.path ?? '', served.url).searchParams.get('userId')).toBe('seller');
  expect(html.replaceAll('<!-- -->', '')).toContain('3 in stock');
  expect(html).toContain('Sold out');
  expect(html.match(/On sale</g)).toHaveLength(1);
  expect(html.match(/Not on sale</g)).toHaveLength(1);
});

it('tells how many were sold so far, where the shop knows it', async () => {
  served.asSeller();
  const older = { ...MUG, id: '65f000000000000000000002', title: 'Jar' };
  served.answers['GET /api/products'] = { body: [{ ...MUG, sold: 7 }, older] };
  const html = (await (await get('/sell/products', COOKIE)).text()).replaceAll('<!-- -->', '');
  expect(html.match(/\d+ sold so far/g)).toEqual(['7 sold so far']);
});

it('leads to the next page and back to the first', async () => {
  served.asSeller();
  const html = await (await get('/sell/products?cursor=c1', COOKIE)).text();
  expect(html).toMatch(/href="\/sell\/products"[^>]*>First page/);
  expect(html).toMatch(/href="\/sell\/products\?cursor=c2&amp;before=c1"[^>]*>Next page/);
  expect(await (await get('/sell/products', COOKIE)).text()).not.toContain('First page');
});

it('searches among the seller’s own products, and says when nothing matches', async () => {
  served.asSeller();
  const found = await (await get('/sell/products?q=mug', COOKIE)).text();
  const asked = served.requests.find(({ path }) => path.startsWith('/api/products'));
  const params = new URL(asked?.path ?? '', served.url).searchParams;
  expect([params.get('userId'), params.get('q')]).toEqual(['seller', 'mug']);
  expect(found).toMatch(/href="\/sell\/products\?q=mug&amp;cursor=c2"[^>]*>Next page/);
  served.answers['GET /api/products'] = { body: [] };
  const none = await (await get('/sell/products?q=jar', COOKIE)).text();
  expect(none).toContain('None of your products matches “jar”');
  expect(none).toContain('Show all my products');
});

it('shows at a glance what needs the seller', async () => {
  served.asSeller();
  const soldOut = { ...MUG, id: '65f000000000000000000002', quantity: 0 };
  const unlisted = { ...MUG, id: '65f000000000000000000003', listed: false };
  served.answers['GET /api/products'] = { body: [MUG, soldOut, unlisted] };
  expect(await (await get('/sell/products', COOKIE)).text()).toContain(
    '3 products · 1 without stock · 1 unlisted',
  );
});

it.each([
  ['false', false],
  ['true', true],
])('sets listed to %s by a form that works without script', async (listed, sent) => {
  served.asSeller();
  served.answers[`PUT /api/products/${MUG.id}`] = { body: { ...MUG, listed: sent } };
  const response = await post('/sell/products?cursor=c1', { id: MUG.id, listed }, COOKIE);
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe(`/sell/products?cursor=c1&done=${MUG.id}`);
  const put = served.requests.find(({ method }) => method === 'PUT');
  expect(JSON.parse(put?.body ?? '')).toEqual({ listed: sent });
  expect(put?.headers).not.toHaveProperty('if-match');
});

it.each([
  [true, 'is on sale again.'],
  [false, 'is no longer on sale.'],
])('says beside the product what has become of it; listed: %s', async (listed, words) => {
  served.asSeller();
  served.answers['GET /api/products'] = {
    body: [
      { ...MUG, id: '65f000000000000000000002' },
      { ...MUG, listed },
    ],
  };
  const html = await (await get(`/sell/products?done=${MUG.id}`, COOKIE)).text();
  expect(html.split(words)).toHaveLength(2);
  expect(focusTags(html)).toEqual([expect.stringContaining('role="status"')]);
});

it('shows the problem page when the service refuses', async () => {
  served.asSeller();
  served.answers[`PUT /api/products/${MUG.id}`] = { status: 503, body: errorsOf('Try again') };
  expect((await post('/sell/products', { id: MUG.id, listed: 'true' }, COOKIE)).status).toBe(503);
});

it('sends a guest to sign-in', async () => {
  const response = await get('/sell/products');
  expect(response.headers.get('location')).toBe('/auth/signin?next=%2Fsell%2Fproducts');
});

it('refuses a form of another site', async () => {
  served.asSeller();
  const headers = { ...COOKIE, 'sec-fetch-site': 'cross-site' };
  expect((await post('/sell/products', { id: MUG.id, listed: 'false' }, headers)).status).toBe(403);
  expect(served.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
});

it('offers a product that is not on sale to nobody, and shows its seller why', async () => {
  served.asSeller();
  served.answers[`GET /api/products/${MUG.id}`] = { body: { ...MUG, listed: false } };
  const html = await (await get(`/products/${MUG.id}`, COOKIE)).text();
  expect(html).toContain('only you see this page');
  expect(html).not.toContain('Add to cart');
});
