import { errorsOf, focusTags, MUG, serveClient } from './served';

const served = serveClient();
const { post } = served;

/** The mug as the pages know it. */
const PRODUCT = { id: MUG.id, title: MUG.title, priceCents: 1250, quantity: 3, userId: 'seller', version: 0 };

const jar = {
  title: 'Jar',
  price: '9.50',
  quantity: '4',
  category: '',
  description: 'Big\r\none',
  shopName: 'Oak',
};

it('puts a product on sale and shows it', async () => {
  served.answers['POST /api/products'] = { status: 201, body: { ...MUG, id: '65f000000000000000000009' } };
  const response = await post('/sell', jar, { cookie: 'session=abc' });
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe('/products/65f000000000000000000009');
  const sent = served.requests.find(({ method }) => method === 'POST');
  expect(sent?.headers.cookie).toBe('session=abc');
  expect(JSON.parse(sent?.body ?? '')).toMatchObject({
    title: 'Jar',
    price: 9.5,
    description: 'Big\none',
    shopName: 'Oak',
  });
});

describe('the key of a new product’s form', () => {
  const keyIn = (html: string) => /name="requestKey" value="([^"]+)"/.exec(html)?.[1] ?? 'missing';
  const keySent = () => served.requests.find(({ method }) => method === 'POST')?.headers['idempotency-key'];

  it('differs from page to page, and goes to the service', async () => {
    served.asSeller();
    const [first, second] = await Promise.all(
      [1, 2].map(async () => keyIn(await (await served.get('/sell', { cookie: 'session=abc' })).text())),
    );
    expect(first).toMatch(/^[\d-]+$/);
    expect(first).not.toBe(second);
    await post('/sell', { ...jar, requestKey: first ?? '' });
    expect(keySent()).toBe(first);
  });

  it('stays while nobody knows whether the product was made', async () => {
    served.answers['POST /api/products'] = { status: 504 };
    const html = await (await post('/sell', { ...jar, requestKey: 'key-1' })).text();
    expect(keyIn(html)).toBe('key-1');
  });

  it('changes when it has made a product with other fields, and the page says so', async () => {
    const errors = [{ message: 'Idempotency-Key was used', code: 'idempotency_key_reused' }];
    served.answers['POST /api/products'] = { status: 400, body: { errors } };
    const response = await post('/sell', { ...jar, requestKey: 'key-1' });
    const html = await response.text();
    expect(response.status).toBe(400);
    expect(html).toContain('This is on sale already, as you first sent it.');
    expect(html).toContain('value="Jar"');
    expect(keyIn(html)).toMatch(/^[\d-]+$/);
  });
});

it('fills in the shop name of the seller’s latest product', async () => {
  served.asSeller();
  served.answers['GET /api/products'] = { body: [{ ...MUG, shopName: 'Oak' }] };
  const html = await (await served.get('/sell', { cookie: 'session=abc' })).text();
  expect(html).toMatch(/name="shopName"[^>]*value="Oak"|value="Oak"[^>]*name="shopName"/);
  expect(served.requests.map(({ path }) => path)).toContain('/api/products?userId=seller&limit=1');
});

it('shows the sell form while the seller’s products are not to be had', async () => {
  served.asSeller();
  served.answers['GET /api/products'] = { status: 503 };
  const response = await served.get('/sell', { cookie: 'session=abc' });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('name="shopName"');
});

it.each([
  ['a bad price', { price: 'cheap' }, undefined, 400, 'Enter a price above 0'],
  ['a refusal of the shop', {}, { status: 400, body: errorsOf('Title is taken') }, 400, 'Title is taken'],
  ['a service that is unavailable', {}, { status: 503, body: errorsOf('Try again') }, 503, 'Try again'],
  ['an expired session', {}, { status: 401, body: errorsOf('Not authorized') }, 401, 'You are signed out'],
])('keeps what a seller typed beside %s', async (_name, fields, answer, status, words) => {
  if (answer) served.answers['POST /api/products'] = answer;
  const response = await post('/sell', { ...jar, ...fields });
  const html = await response.text();
  expect(response.status).toBe(status);
  expect(html).toContain(words);
  expect(html).toContain('value="Jar"');
  expect(html).toContain('Big\none</textarea>');
  expect(html.includes('Sign in in a new tab')).toBe(status === 401);
});

it('keeps what a seller typed into a known product while the service is unavailable', async () => {
  served.asSeller();
  served.answers[`GET /api/products/${MUG.id}`] = { status: 503 };
  served.answers[`PUT /api/products/${MUG.id}`] = { status: 503, body: errorsOf('Try again') };
  const edit = { ...jar, opened: JSON.stringify(PRODUCT) };
  const response = await post(`/products/${MUG.id}/edit`, edit, { cookie: 'session=abc' });
  const html = await response.text();
  expect(response.status).toBe(503);
  expect(html).toContain('Try again');
  expect(html).toContain('value="Jar"');
});

it('asks before it saves over sales, says what was sold, and saves on the next try', async () => {
  served.asSeller();
  const opened = { ...PRODUCT, quantity: 5, version: 1 };
  served.answers[`GET /api/products/${MUG.id}`] = { body: { ...MUG, quantity: 2, version: 4 } };
  served.answers[`PUT /api/products/${MUG.id}`] = { status: 412, body: errorsOf('The product has changed') };
  const edit = { title: MUG.title, price: '12.50', quantity: '15', opened: JSON.stringify(opened) };
  const response = await post(`/products/${MUG.id}/edit`, edit, { cookie: 'session=abc' });
  const html = await response.text();
  expect(response.status).toBe(412);
  expect(served.requests.find(({ method }) => method === 'PUT')?.headers['if-match']).toBe('"1"');
  expect(html).toContain('3 were sold since you opened this page. 2 left.');
  expect(focusTags(html)).toEqual([expect.stringContaining('role="alert"')]);
  expect(html).toMatch(/name="quantity"[^>]*value="15"|value="15"[^>]*name="quantity"/);

  const base = /name="opened" value="([^"]*)"/.exec(html)?.[1]?.replaceAll('&quot;', '"') ?? '';
  served.answers[`PUT /api/products/${MUG.id}`] = { body: { ...MUG, quantity: 12, version: 5 } };
  const again = { ...edit, quantity: '12', opened: base.replaceAll('&lt;', '<').replaceAll('&gt;', '>') };
  const saved = await post(`/products/${MUG.id}/edit`, again, { cookie: 'session=abc' });
  expect(saved.headers.get('location')).toBe(`/products/${MUG.id}`);
  const last = served.requests.filter(({ method }) => method === 'PUT').at(-1);
  expect(last?.headers['if-match']).toBe('"4"');
  expect(JSON.parse(last?.body ?? '')).toEqual({ quantity: 12 });
});

it('changes only the product of its address, whatever the hidden field says', async () => {
  served.asSeller();
  served.answers[`PUT /api/products/${MUG.id}`] = { body: MUG };
  const opened = JSON.stringify({ ...PRODUCT, id: '65f0000000000000000000ff' });
  await post(`/products/${MUG.id}/edit`, { title: 'Jar', price: '1', quantity: '1', opened });
  expect(served.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path)).toEqual([
    `/api/products/${MUG.id}`,
  ]);
});

it('takes a product form from this site only', async () => {
  const response = await post('/sell', jar, { 'sec-fetch-site': 'cross-site' });
  expect(response.status).toBe(403);
  expect(served.requests.some(({ method }) => method === 'POST')).toBe(false);
});
