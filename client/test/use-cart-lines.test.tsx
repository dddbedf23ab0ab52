import { RouterContext } from 'next/dist/shared/lib/router-context.shared-runtime';
import type { ReactNode } from 'react';
import { CartProvider } from '../hooks/cart/use-cart';
import { useCartLines } from '../hooks/cart/use-cart-lines';
import { ToastProvider } from '../hooks/use-toasts';
import { pretendShop } from './browser';
import { aProduct } from './builders';
import { renderHook, tabOfEachTest } from './render-hook';

tabOfEachTest();

const router = { events: { on: () => undefined, off: () => undefined } };
const Around = ({ children }: { children: ReactNode }) => (
  <RouterContext value={router as never}>
    <ToastProvider>
      <CartProvider
        session={{
          state: 'user',
          user: { id: 'u1', email: 'ann@example.com' },
          cart: [{ productId: 'p1', quantity: 2 }],
          asked: [],
        }}
      >
        {children}
      </CartProvider>
    </ToastProvider>
  </RouterContext>
);

it('keeps what the page knew of a product that is gone, as no longer on sale', async () => {
  pretendShop(() => ({ status: 404 }));
  const known = { p1: aProduct() };
  const hook = await renderHook(() => useCartLines(known), Around);
  let now: unknown;
  await hook.act(async () => {
    now = await hook.now().reload();
  });
  expect(hook.now().lines).toMatchObject([{ product: { title: 'Mug', listed: false } }]);
  expect(now).toEqual(hook.now().lines);
  await hook.leave();
});

it('knows nothing of a product that was gone before', async () => {
  pretendShop(() => ({ status: 404 }));
  const hook = await renderHook(() => useCartLines({ p1: null }), Around);
  await hook.act(() => hook.now().reload());
  expect(hook.now().lines).toMatchObject([{ productId: 'p1', product: null }]);
  await hook.leave();
});
