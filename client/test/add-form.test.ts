import { focusTags, MUG, serveClient } from './served';

const served = serveClient();
const { get, post } = served;

describe('the form “Add to cart”, sent without script', () => {
  const ann = { email: 'ann@example.com', password: 'correct horse' };
  const page = `/products/${MUG.id}`;
  const signedIn = { cookie: 'session=abc' };
  const written = () => served.requests.filter(({ method }) => method === 'POST');
  const cartOf = (items: object[], etag = '"3"') => ({ body: { items }, headers: { etag } });

  beforeEach(() => {
    served.answers['GET /api/users/currentuser'] = {
      body: { currentUser: { id: 'u1', email: 'ann@example.com', iat: 1 } },
    };
    served.answers['GET /api/cart'] = cartOf([{ productId: MUG.id, quantity: 1 }]);
    served.answers['POST /api/cart/items'] = cartOf([{ productId: MUG.id, quantity: 3 }], '"4"');
  });

  it('adds to the account’s cart as it is now and leads back to the product', async () => {
    const response = await post(page, { quantity: '2' }, signedIn);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`${page}?added=2`);
    expect(written()).toHaveLength(1);
    expect(JSON.parse(written()[0]?.body ?? '')).toEqual({ productId: MUG.id, quantity: 3 });
    expect(written()[0]?.headers['if-match']).toBe('"3"');
  });

  it('says what is in the cart now', async () => {
    served.answers['GET /api/cart'] = cartOf([{ productId: MUG.id, quantity: 3 }]);
    const html = await (await get(`${page}?added=2`, signedIn)).text();
    expect(html).toContain('Added. You have 3 in your cart.');
    expect(focusTags(html)).toEqual([expect.stringContaining('role="status"')]);
  });

  it.each(['added=2', 'added=0&limit=stock'])(
    'says nothing at ?%s of pieces that the cart does not hold',
    async (query) => {
      served.answers['GET /api/cart'] = cartOf([]);
      const html = await (await get(`${page}?${query}`, signedIn)).text();
      expect(html).toContain('class="add-status"></p>');
    },
  );

  it('says why less was added than asked for', async () => {
    const response = await post(page, { quantity: '9' }, signedIn);
    expect(response.headers.get('location')).toBe(`${page}?added=2&limit=stock`);
  });

  it('keeps a guest’s lines in a cookie, one after the other', async () => {
    const first = await post(page, { quantity: '2' });
    expect(first.headers.get('location')).toBe(`${page}?added=2`);
    const cookie = first.headers.getSetCookie()[0] ?? '';
    expect(cookie).toBe(`asked-cart=${MUG.id}.2; Path=/; Max-Age=2592000; SameSite=Lax`);
    const more = { cookie: cookie.split(';')[0] ?? '', 'x-forwarded-proto': 'https' };
    const second = await post(page, { quantity: '9' }, more);
    expect(second.headers.get('location')).toBe(`${page}?added=1&limit=stock`);
    expect(second.headers.getSetCookie()[0]).toMatch(new RegExp(`^asked-cart=${MUG.id}\\.3; .*; Secure$`));
    expect(written()).toEqual([]);
  });

  it('shows a guest without script what is in the cookie', async () => {
    const html = await (await get('/cart', { cookie: `asked-cart=${MUG.id}.2` })).text();
    expect(html).toContain('$25.00');
    expect(html).toContain(', 2 items');
  });

  it.each(['', 'abc', '-1', '0', '1.5', '1e3'])('takes the quantity %j as one piece', async (quantity) => {
    const response = await post(page, { quantity });
    expect(response.headers.get('location')).toBe(`${page}?added=1`);
  });

  it('takes a guest’s cookie along at sign-in and keeps in it what does not fit', async () => {
    const other = '65f0000000000000000000ff';
    served.answers['POST /api/users/signin'] = {
      body: { id: 'u1' },
      headers: { 'set-cookie': 'session=new; path=/; httponly' },
    };
    served.answers['GET /api/cart'] = cartOf(
      Array.from({ length: 49 }, (_, index) => ({ productId: `${index}`, quantity: 1 })),
    );
    served.answers['POST /api/cart/items'] = cartOf(
      [...Array.from({ length: 49 }, (_, index) => `${index}`), MUG.id].map((productId) => ({
        productId,
        quantity: 2,
      })),
    );
    const response = await post('/auth/signin?next=%2Fcart', ann, {
      cookie: `asked-cart=${MUG.id}.2~${other}.1`,
    });
    expect(response.status).toBe(303);
    const [session, cookie] = response.headers.getSetCookie();
    expect(session).toMatch(/^session=new/);
    expect(cookie).toMatch(new RegExp(`^asked-cart=${other}\\.1;`));
    const sent = served.requests.filter(({ path }) => path === '/api/cart/items');
    expect(sent.map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ productId: MUG.id, quantity: 2 }]);
    expect(sent[0]?.headers.cookie).toBe('session=new');
  });

  it('signs in and keeps the cookie while the cart service is unavailable', async () => {
    served.answers['POST /api/users/signin'] = {
      body: { id: 'u1' },
      headers: { 'set-cookie': 'session=new' },
    };
    served.answers['GET /api/cart'] = { status: 503 };
    const response = await post('/auth/signin', ann, { cookie: `asked-cart=${MUG.id}.2` });
    expect(response.status).toBe(303);
    expect(response.headers.getSetCookie()[1]).toMatch(new RegExp(`^asked-cart=${MUG.id}\\.2;`));
  });

  it('changes nothing when it comes from another site', async () => {
    const response = await post(page, { quantity: '1' }, { ...signedIn, 'sec-fetch-site': 'cross-site' });
    expect(response.status).toBe(403);
    expect(written()).toEqual([]);
  });
});
