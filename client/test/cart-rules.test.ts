import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  additionText,
  MAX_CART_LINES,
  MAX_LINE_QUANTITY,
  planAddition,
  reasonOfMax,
  withQuantity,
} from '../domain/cart-rules';

const product = (quantity: number) => ({ id: 'p', quantity });
const held = (quantity: number) => withQuantity([], 'p', quantity);
const fullCart = Array.from({ length: MAX_CART_LINES }, (_, index) => ({
  productId: `${index}`,
  quantity: 1,
}));

it.each([
  ['an empty cart', [], 5, 2, { added: 2, held: 2, limit: null }],
  ['a line of it', held(1), 5, 2, { added: 2, held: 3, limit: null }],
  ['a line that leaves less room than asked for', held(4), 5, 2, { added: 1, held: 5, limit: 'stock' }],
  ['a line of the whole stock', held(5), 5, 2, { added: 0, held: 5, limit: 'stock' }],
  ['a line of more than the stock', held(7), 5, 2, { added: 0, held: 7, limit: 'stock' }],
  ['a stock above the limit', [], 5000, 1500, { added: 1000, held: 1000, limit: 'pieces' }],
  ['a line at the limit', held(1000), 5000, 1, { added: 0, held: 1000, limit: 'pieces' }],
  ['a full cart', fullCart, 5, 1, { added: 0, held: 0, limit: 'lines' }],
] as const)('plans an addition to %s', (_name, items, stock, wanted, addition) => {
  expect(planAddition([...items], product(stock), wanted)).toEqual(addition);
});

it('adds to a line of a full cart', () => {
  const items = [...fullCart.slice(1), { productId: 'p', quantity: 1 }];
  expect(planAddition(items, product(5), 1)).toEqual({ added: 1, held: 2, limit: null });
});

it.each([
  [{ added: 2, held: 3, limit: null }, 'Added. You have 3 in your cart.'],
  [{ added: 1, held: 5, limit: 'stock' }, 'Added 1: there are no more in stock. You have 5 in your cart.'],
  [{ added: 0, held: 1, limit: 'stock' }, 'The last one is already in your cart.'],
  [{ added: 0, held: 5, limit: 'stock' }, 'All 5 are already in your cart.'],
  [{ added: 400, held: 1000, limit: 'pieces' }, 'Added 400. A cart holds at most 1,000 of one product.'],
  [
    { added: 0, held: 1000, limit: 'pieces' },
    'A cart holds at most 1,000 of one product. You have 1,000 in your cart.',
  ],
  [
    { added: 0, held: 0, limit: 'lines' },
    'Your cart is full: it holds at most 50 products. Remove one to add this.',
  ],
] as const)('reports the addition %j', (addition, text) => {
  expect(additionText(addition)).toBe(text);
});

it('names the reason of the largest quantity', () => {
  expect(reasonOfMax({ quantity: 5 }, 2)).toBe('Only 5 in stock, 2 of them in your cart');
  expect(reasonOfMax({ quantity: 5000 }, 0)).toBe('A cart holds at most 1,000 of one product');
});

it('knows the cart service’s limit of one line', () => {
  const document = JSON.parse(readFileSync(path.join(__dirname, '../../docs/api/cart.json'), 'utf8')) as {
    paths: Record<string, { post: { requestBody: { content: Record<string, { schema: Schema }> } } }>;
  };
  const { schema } = document.paths['/api/cart/items']?.post.requestBody.content['application/json'] ?? {};
  expect(schema?.properties.quantity?.maximum).toBe(MAX_LINE_QUANTITY);
});

interface Schema {
  properties: Record<string, { maximum?: number }>;
}
