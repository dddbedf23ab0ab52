import { RouterContext } from 'next/dist/shared/lib/router-context.shared-runtime';
import type { ReactNode } from 'react';
import { CartProvider } from '../hooks/use-cart';
import { usePlaceOrder } from '../hooks/use-place-order';
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
  const hook = await renderHook(() => usePlaceOrder(LINES, async () => LINES), Around);
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
