import { send } from '../../attacks/attack';
import { testEach, useWorld, type Row } from '../../attacks/world';
import { readStack } from '../../stack';

const world = useWorld();
const host = (): string => new URL(readStack().gateway.http).host;
const addsToCart = (headers: Record<string, string>) => () => ({
  method: 'POST',
  path: '/api/cart/items',
  headers,
  cookie: world.stranger.cookie,
  json: { productId: world.product.id, quantity: 7 },
});

describe('a change that another site asks for is 403', () => {
  testEach(world, [
    ['an Origin of another site', addsToCart({ origin: 'https://evil.test' }), 403],
    ['an Origin of null', addsToCart({ origin: 'null' }), 403],
    ['an Origin below ours', addsToCart({ origin: 'https://localhost.evil.test' }), 403],
    ['an Origin of another port', addsToCart({ origin: 'http://localhost:1' }), 403],
    ['an Origin that is no address', addsToCart({ origin: 'evil' }), 403],
    ['an Origin with our name as user', addsToCart({ origin: 'https://localhost@evil.test' }), 403],
    ['a fetch across sites', addsToCart({ 'sec-fetch-site': 'cross-site' }), 403],
    ['a fetch of a sibling', addsToCart({ 'sec-fetch-site': 'same-site' }), 403],
    [
      'a fetch across sites with our Origin',
      () => addsToCart({ 'sec-fetch-site': 'cross-site', origin: `http://${host()}` })(),
      403,
    ],
    ['a fetch of an unknown kind', addsToCart({ 'sec-fetch-site': 'other' }), 403],
    ['an Origin of our name by another scheme', () => addsToCart({ origin: `ftp://${host()}` })(), 403],
    [
      'an Origin of our name by plain http on the https port',
      () => addsToCart({ origin: `http://${new URL(readStack().gateway.https).host}` })(),
      403,
    ],
  ]);
  it('leaves the cart of the visitor as it was', async () => {
    expect(await world.stranger.cart()).toEqual([]);
  });
  testEach(world, [
    ['but not our own Origin', () => addsToCart({ origin: `http://${host()}` })(), 201],
    ['but not a tool without either header', addsToCart({}), 201],
  ]);
});

describe('another site', () => {
  const preflight = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  };
  it.each(['/api/products', '/api/users/signin', '/api/orders', '/api/payments', '/'])(
    'gets no CORS header from %s',
    async (path) => {
      const asked = { origin: 'https://evil.test', ...preflight };
      for (const attack of [
        { method: 'OPTIONS', path, headers: asked },
        { path, headers: { origin: 'https://evil.test' } },
      ]) {
        const { headers } = await send(attack);
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control-allow'))).toEqual([]);
      }
    },
  );
});

describe('headers cannot make a request another one', () => {
  const override = (headers: Record<string, string>) => () => ({
    method: 'POST',
    path: `/api/orders/${world.order.id}`,
    headers,
    cookie: world.owner.cookie,
    json: {},
  });
  const rows: Row[] = ['x-http-method-override', 'x-http-method', 'x-method-override'].map((name) => [
    name,
    override({ [name]: 'DELETE' }),
    404,
    405,
  ]);
  testEach(world, rows);
  testEach(world, [
    [
      '_method in the address',
      () => ({
        method: 'POST',
        path: `/api/orders/${world.order.id}?_method=DELETE`,
        json: {},
        cookie: world.owner.cookie,
      }),
      404,
      405,
    ],
    ['x-original-url', { path: '/api/products', headers: { 'x-original-url': '/metrics' } }, 200],
    ['x-rewrite-url', { path: '/api/products', headers: { 'x-rewrite-url': '/metrics' } }, 200],
  ]);
  it('leaves the order as it was', async () => {
    expect(await world.owner.order(world.order.id)).toMatchObject({ status: 'Created' });
  });

  it.each(['x-forwarded-host', 'forwarded', 'x-forwarded-proto', 'x-host'])(
    'a page names no host of %s',
    async (name) => {
      const { text, headers } = await send({ path: '/orders', headers: { [name]: 'evil.test' } });
      expect(text + JSON.stringify(headers)).not.toContain('evil.test');
    },
  );
});
