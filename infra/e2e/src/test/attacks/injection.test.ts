import { jsonOf, send } from '../../attacks/attack';
import { testEach, useWorld, type Row, type World } from '../../attacks/world';
import { askStripeControl } from '../../stripe-control';

const world = useWorld();

const post = (path: string, json: unknown) => ({ method: 'POST', path, json });
const as =
  (who: 'owner' | 'stranger', method: string, path: string | ((of: World) => string), json?: unknown) =>
  (of: World) => ({
    method,
    path: typeof path === 'string' ? path : path(of),
    json,
    cookie: of[who].cookie,
  });
const productPath = ({ product }: World): string => `/api/products/${product.id}`;

describe('operators of the database in a body are refused', () => {
  const operators = [{ $ne: null }, { $gt: '' }, { $regex: '.*' }, { $where: 'sleep(5000)' }, { $in: [] }];
  const rows = operators.flatMap((operator): Row[] => {
    const shown = JSON.stringify(operator);
    return [
      [
        `sign-in with the e-mail ${shown}`,
        post('/api/users/signin', { email: operator, password: 'x' }),
        400,
      ],
      [
        `cart line of the product ${shown}`,
        as('owner', 'POST', '/api/cart/items', { productId: operator, quantity: 1 }),
        400,
      ],
      [
        `order of the product ${shown}`,
        as('owner', 'POST', '/api/orders', { items: [{ productId: operator, quantity: 1 }] }),
        400,
      ],
      [
        `payment of the order ${shown}`,
        as('owner', 'POST', '/api/payments', { token: 'tok_visa', orderId: operator }),
        400,
      ],
      [`price ${shown}`, as('owner', 'PUT', productPath, { price: operator }), 400],
    ];
  });
  testEach(world, rows);
  testEach(world, [
    [
      'sign-in with operators for both',
      post('/api/users/signin', { email: { $ne: null }, password: { $ne: null } }),
      400,
    ],
    [
      'sign-up with a password that has a length',
      post('/api/users/signup', { email: 'a@b.co', password: { length: 8 } }),
      400,
    ],
    [
      'sign-up with a list as e-mail',
      post('/api/users/signup', { email: ['a@b.co'], password: 'password' }),
      400,
    ],
    [
      'reset of a password by operator',
      {
        method: 'PUT',
        path: '/api/users/password-reset',
        json: { token: { $ne: null }, newPassword: 'password' },
      },
      400,
      404,
      401,
    ],
  ]);
});

describe('code in a body never runs', () => {
  it.each([
    ['POST', '/api/users/signup'],
    ['POST', '/api/users/signin'],
    ['POST', '/api/products'],
    ['POST', '/api/cart/items'],
    ['POST', '/api/orders'],
    ['POST', '/api/payments'],
    ['PUT', '/api/users/password'],
    ['PUT', '/api/users/account'],
  ])('%s %s with $where answers 400 at once', async (method, path) => {
    const begin = performance.now();
    const { status } = await send({
      method,
      path,
      json: { $where: 'sleep(5000)' },
      cookie: world.owner.cookie,
    });
    expect(status).toBe(400);
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});

describe('operators in an address are text', () => {
  testEach(world, [
    ['an id that is $where', { path: '/api/products/$where' }, 404],
    ['an id that is a NUL', { path: '/api/products/%00' }, 400, 404],
    ['an id that climbs', { path: '/api/products/..%2f..%2fetc%2fpasswd' }, 400, 404],
    ['an id of 5,000 characters', { path: `/api/products/${'a'.repeat(5000)}` }, 404],
    ['an id that is an object', { path: '/api/products/[object%20Object]' }, 404],
    ['an order by operator', as('owner', 'GET', '/api/orders/%7B%22$ne%22:null%7D'), 404],
    ['a cart line by operator', as('owner', 'DELETE', '/api/cart/items/%7B%22$gt%22:%22%22%7D'), 404],
    ['steps of an order by operator', as('owner', 'GET', '/api/notifications/orders/$ne'), 404],
    ['payments of an order by operator', as('owner', 'GET', '/api/payments/orders/$ne'), 404],
    ['a limit by operator', { path: '/api/products?limit[$gt]=1' }, 200],
    ['a seller by operator', { path: '/api/products?userId[$ne]=x' }, 200],
    ['a parameter given twice', { path: '/api/products?q=a&q=b' }, 400],
    ['a search that is an expression', { path: '/api/products?q=.*' }, 200],
    [
      'a search that is an expensive expression',
      { path: `/api/products?q=${encodeURIComponent('(a+)+$'.repeat(10))}` },
      200,
    ],
    ['a search with an open bracket', { path: '/api/products?q=%5B%28' }, 200],
    ['a category that is an operator', { path: '/api/products?category=%7B%22$ne%22:1%7D' }, 200],
    ['a sort by an inner field', { path: '/api/products?sort=outbox' }, 400],
    [
      'a cursor that is an object',
      { path: `/api/products?cursor=${Buffer.from('[{"$gt":""},"x"]').toString('base64url')}` },
      400,
    ],
    [
      'a cursor of another sort',
      {
        path: `/api/products?sort=price&cursor=${Buffer.from('["a","000000000000000000000000"]').toString('base64url')}`,
      },
      200,
      400,
    ],
    ['a cursor that is no base64', { path: '/api/products?cursor=%00%ff' }, 400],
    ['a limit of 0', { path: '/api/products?limit=0' }, 400],
    ['a limit below 0', { path: '/api/products?limit=-1' }, 400],
    ['a limit that is text', { path: '/api/products?limit=abc' }, 400],
    ['a limit in scientific notation', { path: '/api/products?limit=1e9' }, 400],
  ]);
});

it('caps a limit of a hundred million', async () => {
  expect(jsonOf<unknown[]>(await send({ path: '/api/products?limit=100000000' })).length).toBeLessThanOrEqual(
    100,
  );
});

describe('prototypes stay as they are', () => {
  it.each(['{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"isAdmin":true}}}'])(
    'with the body %s',
    async (body) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await send({
        method: 'PUT',
        path: '/api/users/account',
        body,
        headers,
        cookie: world.owner.cookie,
      });
      expect(answer.status).toBe(400);
      expect((await send({ path: '/api/users/account', cookie: world.owner.cookie })).text).not.toContain(
        'isAdmin',
      );
    },
  );
});

describe('fields that only the shop sets are ignored', () => {
  it('in a new product', async () => {
    const json = {
      title: 'B',
      price: 1,
      quantity: 1,
      userId: '0'.repeat(24),
      version: 9,
      _id: '1'.repeat(24),
      id: '1'.repeat(24),
      outbox: [1],
      createdAt: 0,
    };
    const answer = await send({ method: 'POST', path: '/api/products', json, cookie: world.stranger.cookie });
    expect(answer.status).toBe(201);
    const product = jsonOf(answer);
    expect(product.version).toBe(0);
    expect([product.id, product.userId]).not.toContain('1'.repeat(24));
    expect(product.userId).not.toBe('0'.repeat(24));
  });

  it('in an order', async () => {
    const items = [{ productId: world.product.id, quantity: 1, priceSnapshot: 1, titleSnapshot: 'free' }];
    const json = { items, total: 1, status: 'Complete', paid: true, userId: '0'.repeat(24) };
    const answer = await send({ method: 'POST', path: '/api/orders', json, cookie: world.stranger.cookie });
    expect(jsonOf(answer)).toMatchObject({ total: world.product.price, status: 'Created', paid: false });
    expect(jsonOf(answer).userId).not.toBe('0'.repeat(24));
  });

  it('in a new account', async () => {
    const json = {
      email: `${Date.now()}@example.com`,
      password: 'password',
      role: 'admin',
      _id: '0'.repeat(24),
      gen: 99,
    };
    const answer = await send({ method: 'POST', path: '/api/users/signup', json });
    expect(answer.status).toBe(201);
    expect(Object.keys(jsonOf(answer))).toEqual(['id', 'email']);
    expect(jsonOf(answer).id).not.toBe('0'.repeat(24));
  });

  it('in a payment: the amount is that of the order', async () => {
    const order = await world.stranger.orders([{ productId: world.product.id, quantity: 2 }]);
    const json = {
      token: 'tok_visa',
      orderId: order.id,
      amount: 1,
      amountCents: 1,
      currency: 'jpy',
      items: [],
    };
    const answer = await send({ method: 'POST', path: '/api/payments', json, cookie: world.stranger.cookie });
    expect(answer.status).toBe(201);
    const { stripeId } = jsonOf(answer);
    const ledger = JSON.stringify(await askStripeControl('GET', 'ledger'));
    const charge = new RegExp(`\\{[^{}]*"id":"${String(stripeId)}"[^{}]*`).exec(ledger)?.[0] ?? '';
    expect(charge).toContain('"amount":4000');
  });
});

describe('tokens of cards are checked before Stripe is asked', () => {
  testEach(
    world,
    ['', 'x'.repeat(10_000), 5, null, {}, [], 'tok_visa\r\nX-A: b', 'tok_visa\0', '../charges', true].map(
      (token): Row => [
        `the token ${JSON.stringify(token).slice(0, 30)}`,
        ({ owner, order }) => ({
          method: 'POST',
          path: '/api/payments',
          json: { token, orderId: order.id },
          cookie: owner.cookie,
        }),
        400,
      ],
    ),
  );
});
