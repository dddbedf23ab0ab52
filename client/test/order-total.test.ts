import { obstacleOfTotal } from '../domain/cart-line';
import { aProduct } from './builders';
import { MUG, serveClient } from './served';

const TOO_LOW = 'An order comes to at least $0.50. Add something to your cart first.';
const TOO_HIGH = 'An order comes to at most $999,999.99. Take something out of your cart first.';

it.each([
  [49, TOO_LOW],
  [50, null],
  [99_999_999, null],
  [100_000_000, TOO_HIGH],
])('knows whether a total of %d cents can be ordered', (priceCents, obstacle) => {
  const line = { productId: 'p1', quantity: 1, product: aProduct({ priceCents }), wasCents: null };
  expect(obstacleOfTotal([line])).toBe(obstacle);
});

it('says nothing of the total while nothing in the cart can be bought', () => {
  const line = { productId: 'p1', quantity: 1, product: aProduct({ quantity: 0 }), wasCents: null };
  expect(obstacleOfTotal([line])).toBeNull();
  expect(obstacleOfTotal([])).toBeNull();
});

describe('a cart whose total no card can be charged', () => {
  const served = serveClient();

  it.each([
    ['/cart', 0.25, TOO_LOW],
    ['/checkout', 0.25, TOO_LOW],
    ['/cart', 999_999.99, TOO_HIGH],
    ['/checkout', 999_999.99, TOO_HIGH],
  ])('goes no further than %s at $%d', async (page, price, obstacle) => {
    served.asSeller();
    const quantity = price > 1 ? 2 : 1;
    served.answers['GET /api/cart'] = { body: { items: [{ productId: MUG.id, quantity }] } };
    served.answers[`GET /api/products/${MUG.id}`] = { body: { ...MUG, price } };
    const html = await (await served.get(page, { cookie: 'session=abc' })).text();
    expect(html).toContain(obstacle);
    expect(html).not.toMatch(/href="\/checkout"|Place order/);
  });
});
