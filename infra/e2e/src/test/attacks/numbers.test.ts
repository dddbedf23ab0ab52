import { jsonOf, send } from '../../attacks/attack';
import { testEach, useWorld, type Row, type World } from '../../attacks/world';

const world = useWorld();
const JSON_TYPE = { 'content-type': 'application/json' };

const sendRawNumber =
  (method: string, path: string, template: (number: string, of: World) => string, number: string) =>
  (of: World) => ({
    method,
    path: path.replace(':product', of.product.id),
    headers: JSON_TYPE,
    body: template(number, of),
    cookie: of.owner.cookie,
  });

describe('a quantity is a whole number from 1 to 1000', () => {
  const wrong = [
    '0',
    '-1',
    '1.5',
    '"1"',
    '1e309',
    'null',
    'true',
    '9007199254740992',
    '1001',
    '[1]',
    '{}',
    '-0',
    '1e-7',
  ];
  testEach(
    world,
    wrong.flatMap((number): Row[] => [
      [
        `cart with ${number}`,
        sendRawNumber(
          'POST',
          '/api/cart/items',
          (n, { product }) => `{"productId":"${product.id}","quantity":${n}}`,
          number,
        ),
        400,
      ],
      [
        `order with ${number}`,
        sendRawNumber(
          'POST',
          '/api/orders',
          (n, { product }) => `{"items":[{"productId":"${product.id}","quantity":${n}}]}`,
          number,
        ),
        400,
      ],
    ]),
  );
});

describe('a price is more than 0 with at most two decimals', () => {
  const wrong = [
    '0',
    '-5',
    '0.001',
    '1e-7',
    '"5"',
    '["5"]',
    '1e21',
    '1000000',
    '1e309',
    'true',
    '12.345',
    '-0',
    '""',
  ];
  testEach(
    world,
    wrong.flatMap((number): Row[] => [
      [
        `new product of ${number}`,
        sendRawNumber('POST', '/api/products', (n) => `{"title":"a","quantity":1,"price":${n}}`, number),
        400,
      ],
      [
        `changed price of ${number}`,
        sendRawNumber('PUT', '/api/products/:product', (n) => `{"price":${n}}`, number),
        400,
      ],
    ]),
  );
});

describe('stock is a whole number from 0 to 1,000,000', () => {
  testEach(
    world,
    ['-1', '0.5', '1000001', '"3"', '1e308', 'true', '{"$inc":5}'].map((number): Row => [
      `stock of ${number}`,
      sendRawNumber('PUT', '/api/products/:product', (n) => `{"quantity":${n}}`, number),
      400,
    ]),
  );
});

describe('an order', () => {
  const order = (items: (of: World) => unknown) => (of: World) => ({
    method: 'POST',
    path: '/api/orders',
    json: { items: items(of) },
    cookie: of.owner.cookie,
  });
  testEach(world, [
    ['of nothing', order(() => []), 400],
    ['of no list', order(() => ({ length: 1 })), 400],
    [
      'of the same product twice',
      order(({ product: { id } }) => [
        { productId: id, quantity: 1 },
        { productId: id, quantity: 1 },
      ]),
      400,
    ],
    [
      'of the same product twice in another case',
      order(({ product: { id } }) => [
        { productId: id, quantity: 1 },
        { productId: id.toUpperCase(), quantity: 1 },
      ]),
      400,
    ],
    ['of an unknown product', order(() => [{ productId: 'f'.repeat(24), quantity: 1 }]), 404],
    [
      'of 1,000 lines',
      order(() => Array.from({ length: 1000 }, () => ({ productId: 'f'.repeat(24), quantity: 1 }))),
      400,
      413,
    ],
    ['of a line that is null', order(() => [null]), 400],
  ]);

  it('of more than is in stock is refused', async () => {
    const scarce = await world.owner.sells({ title: 'Scarce', price: 1, quantity: 1 });
    const json = { items: [{ productId: scarce.id, quantity: 2 }] };
    const answer = await send({ method: 'POST', path: '/api/orders', json, cookie: world.stranger.cookie });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Not enough stock');
  });

  it('of less than 50 cents is refused', async () => {
    const cheap = await world.owner.sells({ title: 'Cheap', price: 0.49, quantity: 1 });
    const json = { items: [{ productId: cheap.id, quantity: 1 }] };
    const answer = await send({ method: 'POST', path: '/api/orders', json, cookie: world.stranger.cookie });
    expect(answer.status).toBe(400);
  });

  it('of 0.1 three times costs 0.3', async () => {
    const dime = await world.owner.sells({ title: 'Dime', price: 0.1, quantity: 9 });
    const json = { items: [{ productId: dime.id, quantity: 6 }] };
    const answer = await send({ method: 'POST', path: '/api/orders', json, cookie: world.stranger.cookie });
    expect(jsonOf(answer).total).toBe(0.6);
  });
});
