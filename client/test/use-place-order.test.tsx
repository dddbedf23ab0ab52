import { RouterContext } from 'next/dist/shared/lib/router-context.shared-runtime';
import type { ReactNode } from 'react';
import { CartProvider } from '../hooks/cart/use-cart';
import { usePlaceOrder } from '../hooks/orders/use-place-order';
import { ToastProvider } from '../hooks/use-toasts';
import { pretendShop, type SeenRequest } from './browser';
import { aProduct } from './builders';
import { renderHook, tabOfEachTest } from './render-hook';

tabOfEachTest();

const LINES = [{ productId: 'p1', quantity: 2, product: aProduct(), wasCents: null }];
const ANN = { id: 'ann', email: 'ann@example.com' };

/** Presses "Place order" at Ann's checkout of two mugs. */
async function placeOrder(respond: (request: SeenRequest) => { status?: number; body?: unknown }) {
  const seen = pretendShop(respond);
  const visited: string[] = [];
  const router = {
    events: { on: () => undefined, off: () => undefined },
    push: async (address: string) => void visited.push(address),
  };
  const cart = [{ productId: 'p1', quantity: 2 }];
  const Around = ({ children }: { children: ReactNode }) => (
    <RouterContext value={router as never}>
      <ToastProvider>
        <CartProvider session={{ state: 'user', user: ANN, cart, asked: [] }}>{children}</CartProvider>
      </ToastProvider>
    </RouterContext>
  );
  const hook = await renderHook(() => usePlaceOrder(LINES, async () => LINES, ANN.id), Around);
  await hook.act(async () => {
    hook.now().place();
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  const { error } = hook.now();
  await hook.leave();
  return { visited, error, posts: seen.filter(({ method }) => method === 'POST') };
}

it('keeps the code of a refusal, by which the page knows what helps', async () => {
  const errors = [{ message: 'You have too many unpaid orders', code: 'too_many_open_orders' }];
  const { visited, error } = await placeOrder(({ method }) =>
    method === 'POST' ? { status: 400, body: { errors } } : { body: [] },
  );
  expect(visited).toEqual([]);
  expect(error).toMatchObject({ message: 'You have too many unpaid orders', code: 'too_many_open_orders' });
});

const ORDER = {
  id: 'o1',
  status: 'Created',
  items: [{ productId: 'p1', titleSnapshot: 'Mug', priceSnapshot: 12.5, quantity: 2 }],
  total: 25,
  version: 0,
};

/** The shop, while this is its answer to the question who is signed in. */
const shopWith = (visitor: { status?: number; body?: unknown }) =>
  placeOrder(({ method, path }) => {
    if (path.endsWith('/currentuser')) return visitor;
    return method === 'POST' ? { status: 201, body: ORDER } : { body: [] };
  });

it('orders nothing once somebody else is signed in', async () => {
  const { visited, error, posts } = await shopWith({
    body: { currentUser: { id: 'bob', email: 'b@x.test' } },
  });
  expect([visited, posts]).toEqual([[], []]);
  expect(error?.message).toBe(
    'Another account was signed in in another tab. Nothing is ordered. Reload this page.',
  );
});

it.each([
  ['the same visitor is signed in', { body: { currentUser: ANN } }],
  ['the accounts service does not answer', { status: 503 }],
])('leads to the order when %s', async (_when, visitor) => {
  const { visited, error, posts } = await shopWith(visitor);
  expect([visited, error]).toEqual([['/orders/o1'], null]);
  expect(posts).toHaveLength(1);
});
