import { send } from '../../attacks/attack';
import { testEachAtOnce, useWorld, type World } from '../../attacks/world';
import { untilBooksBalance } from '../../balanced-books';
import { askStripeControl } from '../../stripe-control';

const world = useWorld();
const stranger = (method: string, path: (of: World) => string, json?: unknown) => (of: World) => ({
  method,
  path: path(of),
  cookie: of.stranger.cookie,
  ...(json !== undefined && { json }),
});
const order = ({ order: { id } }: World): string => `/api/orders/${id}`;
const product = ({ product: { id } }: World): string => `/api/products/${id}`;

describe("a stranger reaches nothing of another's", () => {
  testEachAtOnce(world, [
    ['read an order', stranger('GET', order), 404],
    [
      'read an order in upper case',
      stranger('GET', (of) => order(of).toUpperCase().replace('/API/ORDERS', '/api/orders')),
      404,
    ],
    ['cancel an order', stranger('DELETE', order), 404],
    ['change a product', stranger('PUT', product, { price: 1 }), 403],
    ['take a product out of sale', stranger('PUT', product, { listed: false }), 403],
    ['read the payment of an order', stranger('GET', (of) => `/api/payments/orders/${of.order.id}`), 404],
    ['read the steps of an order', stranger('GET', (of) => `/api/notifications/orders/${of.order.id}`), 404],
    [
      'follow the steps of an order',
      stranger('GET', (of) => `/api/notifications/orders/${of.order.id}/stream`),
      404,
    ],
    [
      'give the account of another a name by parameter',
      stranger('PUT', () => '/api/users/account?id=1', {}),
      400,
    ],
    ['see the page of an order', stranger('GET', (of) => `/orders/${of.order.id}`), 404],
    [
      'see the page that edits a product',
      stranger('GET', (of) => `/products/${of.product.id}/edit`),
      403,
      404,
      302,
      303,
      307,
    ],
  ]);

  it('gets 404 for the payment of an order, and nothing is charged', async () => {
    const before = JSON.stringify(await askStripeControl('GET', 'ledger'));
    const json = { token: 'tok_visa', orderId: world.order.id };
    const answer = await send({ method: 'POST', path: '/api/payments', json, cookie: world.stranger.cookie });
    expect(answer.status).toBe(404);
    expect(JSON.stringify(await askStripeControl('GET', 'ledger'))).toBe(before);
  });

  it.each(['userId', 'id', 'user', 'owner'])('reads no cart by ?%s=', async (parameter) => {
    await world.owner.puts({ productId: world.product.id, quantity: 3 });
    const id = (await world.owner.get<{ userId: string }>('/api/cart')).body.userId;
    const answer = await send({ path: `/api/cart?${parameter}=${id}`, cookie: world.stranger.cookie });
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(id);
    expect(answer.text).not.toContain(world.product.id);
  });

  it('gets no order of another in the list', async () => {
    const answer = await send({ path: '/api/orders?userId=x', cookie: world.stranger.cookie });
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(world.order.id);
  });

  it('is answered about an order of another as about none', async () => {
    const own = await send({ path: `/api/orders/${'0'.repeat(24)}`, cookie: world.stranger.cookie });
    const another = await send({ path: order(world), cookie: world.stranger.cookie });
    expect(another.text).toBe(own.text);
  });

  it('leaves order and product as they were', async () => {
    expect(await world.owner.order(world.order.id)).toEqual(world.order);
    expect(await world.owner.product(world.product.id)).toMatchObject({ price: 20, version: 0 });
  });
});

describe('a product that is not listed', () => {
  it('is unknown to everybody but its seller', async () => {
    const hidden = await world.owner.sells({ title: 'Hidden lamp', price: 3, quantity: 1 });
    await world.owner.put(`/api/products/${hidden.id}`, { listed: false });
    const path = `/api/products/${hidden.id}`;
    expect((await send({ path })).status).toBe(404);
    expect((await send({ path, cookie: world.stranger.cookie })).status).toBe(404);
    expect((await send({ path, cookie: world.owner.cookie })).status).toBe(200);
    expect((await send({ path: '/api/products?q=Hidden' })).text).not.toContain(hidden.id);
    expect((await send({ path: `/products/${hidden.id}` })).status).toBe(404);
  });
});

describe('business rules', () => {
  it('charges fifty concurrent payments of one order once', async () => {
    const { id } = await world.owner.orders([{ productId: world.product.id, quantity: 1 }]);
    const json = { token: 'tok_visa', orderId: id };
    const attack = { method: 'POST', path: '/api/payments', json, cookie: world.owner.cookie };
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(attack)));
    expect(answers.filter(({ status }) => ![200, 201, 409].includes(status))).toEqual([]);
    const ledger = JSON.stringify(await askStripeControl('GET', 'ledger'));
    expect(ledger.split(`"orderId":"${id}"`).length - 1).toBe(1);
  });

  it('refuses to pay or complete what was cancelled, and cancels twice as once', async () => {
    const { id } = await world.owner.orders([{ productId: world.product.id, quantity: 1 }]);
    expect((await world.owner.cancels(id)).status).toBe(204);
    expect((await world.owner.cancels(id)).status).toBe(204);
    await untilBooksBalance(); // payments has consumed the cancellation
    expect((await world.owner.pays(id)).status).toBe(400);
  });

  it('replays a request by Idempotency-Key for the same body only', async () => {
    const attack = (quantity: number) => ({
      method: 'POST',
      path: '/api/orders',
      cookie: world.owner.cookie,
      json: { items: [{ productId: world.product.id, quantity }] },
      headers: { 'idempotency-key': `key-${world.order.id}` },
    });
    const first = await send(attack(1));
    expect((await send(attack(1))).text).toBe(first.text);
    expect((await send(attack(2))).status).toBe(400);
  });
});
