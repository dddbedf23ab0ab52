import { useCartWatch } from '../hooks/cart/use-cart-watch';
import type { CartLine } from '../domain/cart-line';
import type { Product } from '../api/types';
import { aProduct } from './builders';
import { type PretendedTab, pretendTab, renderHook, type RunningHook } from './render-hook';

let tab: PretendedTab;
let open: RunningHook<string>[] = [];
beforeEach(() => {
  tab = pretendTab();
});
afterEach(async () => {
  for (const hook of open) await hook.leave();
  open = [];
  tab.close();
});

const lineOf = (fields: Partial<Product> = {}): CartLine => ({
  productId: 'p1',
  quantity: 2,
  product: aProduct(fields),
  wasCents: null,
});

/** Opens a cart, which the shop says to have changed by the time that the tab is looked at. */
async function watch(before: CartLine[] | null, now: CartLine[] | null) {
  let asked = 0;
  const reload = async () => {
    asked += 1;
    return now;
  };
  const hook = await renderHook(() => useCartWatch({ lines: before, reload }));
  open.push(hook);
  const look = () => hook.act(() => tab.setHidden(false));
  return { hook, look, asked: () => asked };
}

it.each([
  ['a new price', [lineOf({ priceCents: 1300 })], 'Mug: now $13.00.'],
  ['too little stock', [lineOf({ quantity: 1 })], 'Mug: Only 1 left.'],
  ['both', [lineOf({ quantity: 0, priceCents: 999 })], 'Mug: now $9.99. Sold out.'],
  ['a product that is gone', [{ ...lineOf(), product: null }], 'Mug: no longer on sale.'],
])('announces %s', async (_name, now, told) => {
  const { hook, look } = await watch([lineOf()], now);
  expect(hook.now()).toBe('');
  await look();
  expect(hook.now()).toBe(told);
});

it('tells nothing more of a line once it is removed', async () => {
  const lamp = { ...lineOf({ id: 'p2', title: 'Lamp' }), productId: 'p2' };
  let lines = [lineOf(), lamp];
  const soldOut = lines.map(({ product, ...line }) => ({
    ...line,
    product: product && { ...product, quantity: 0 },
  }));
  const hook = await renderHook(() => useCartWatch({ lines, reload: async () => soldOut }));
  open.push(hook);
  await hook.act(() => tab.setHidden(false));
  expect(hook.now()).toBe('Mug: Sold out. Lamp: Sold out.');
  lines = [lamp];
  await hook.again();
  expect(hook.now()).toBe('Lamp: Sold out.');
});

it('tells that something can be ordered again', async () => {
  const { hook, look } = await watch([lineOf({ quantity: 0 })], [lineOf()]);
  await look();
  expect(hook.now()).toBe('Mug: can be ordered again.');
});

it('tells nothing when nothing changed or the shop does not answer', async () => {
  for (const now of [[lineOf()], null]) {
    const { hook, look, asked } = await watch([lineOf()], now);
    await look();
    expect([hook.now(), asked()]).toEqual(['', 1]);
  }
});

it('asks nothing while the cart is empty or not known, and once it was left', async () => {
  for (const before of [[], null]) {
    const { look, asked } = await watch(before, [lineOf()]);
    await look();
    expect(asked()).toBe(0);
  }
  const { hook, asked } = await watch([lineOf()], [lineOf()]);
  await hook.leave();
  tab.setHidden(false);
  expect(asked()).toBe(0);
});
