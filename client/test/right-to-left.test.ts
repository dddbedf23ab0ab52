import { MUG, serveClient } from './served';

const served = serveClient();

const TITLE = 'מנורת שולחן 60';
const SHOP = 'חנות 7';
const CATEGORY = 'תאורה 3';
const LAMP = { ...MUG, title: TITLE, shopName: SHOP, category: CATEGORY, description: `${TITLE}!` };
const CHAIR = { ...LAMP, id: '65f000000000000000000002', quantity: 0 };
const ORDER_ID = '65f000000000000000000009';
const ORDER = {
  id: ORDER_ID,
  userId: 'seller',
  status: 'Created',
  items: [LAMP, CHAIR].map(({ id }) => ({
    productId: id,
    titleSnapshot: TITLE,
    priceSnapshot: 12.5,
    quantity: 2,
  })),
  total: 50,
  version: 0,
};

beforeEach(() => {
  served.asSeller();
  const items = [LAMP, CHAIR].map(({ id }) => ({ productId: id, quantity: 2 }));
  Object.assign(served.answers, {
    'GET /api/products': { body: [LAMP, CHAIR] },
    'GET /api/products/categories': { body: [CATEGORY, 'Kitchen'].map((name) => ({ name, count: 1 })) },
    [`GET /api/products/${LAMP.id}`]: { body: LAMP },
    [`GET /api/products/${CHAIR.id}`]: { body: CHAIR },
    'GET /api/cart': { body: { items } },
    'GET /api/orders': { body: [ORDER] },
    [`GET /api/orders/${ORDER_ID}`]: { body: ORDER },
  });
});

/** Where no text is seen, or no markup is possible. */
const NOT_SEEN = /<(title|script|option|textarea)\b.*?<\/\1>|<span class="visually-hidden">.*?<\/span>/gs;
const EMPTY = /^<(?:!|\/|area|br|hr|img|input|link|meta|path)/;

/** The Hebrew texts of a page that nothing keeps from reordering what stands beside them. */
function unisolated(html: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  for (const [part] of html.replaceAll(NOT_SEEN, '').matchAll(/<[^>]+>|[^<]+/g)) {
    if (part.startsWith('</')) open.pop();
    else if (part.startsWith('<') && !EMPTY.test(part) && !part.endsWith('/>')) open.push(part);
    else if (/^[^<]*\p{Script=Hebrew}/u.test(part) && !open.some((tag) => /^<bdi|\bdir="auto"/.test(tag)))
      found.push(`${open.at(-1)}${part}`);
  }
  return found;
}

it.each([
  '/',
  `/?category=${encodeURIComponent(CATEGORY)}&q=${encodeURIComponent(TITLE)}`,
  '/?userId=65f0000000000000000000aa',
  `/products/${LAMP.id}`,
  '/cart',
  '/checkout',
  '/orders',
  `/orders/${ORDER_ID}`,
  '/sell/products',
  `/products/${LAMP.id}/edit`,
])('keeps what is written from right to left from reordering the rest of %s', async (path) => {
  const html = await (await served.get(path, { cookie: 'session=abc' })).text();
  expect(html).toMatch(/\p{Script=Hebrew}/u);
  expect(unisolated(html)).toEqual([]);
});
