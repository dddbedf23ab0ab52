import { RouterContext } from 'next/dist/shared/lib/router-context.shared-runtime';
import type { ReactNode } from 'react';
import { CartProvider } from '../hooks/cart/use-cart';
import { useEnter } from '../hooks/account/use-enter';
import { ToastProvider, useToasts } from '../hooks/use-toasts';
import { pretendShop } from './browser';
import { renderHook, tabOfEachTest } from './render-hook';

tabOfEachTest();

/** Where a sign-in led to, what was said, and what stood in its way. */
async function enter(respond: Parameters<typeof pretendShop>[0]) {
  pretendShop(respond);
  const visited: string[] = [];
  const router = {
    events: { on: () => undefined, off: () => undefined },
    replace: async (address: string) => void visited.push(address),
  };
  const Around = ({ children }: { children: ReactNode }) => (
    <RouterContext value={router as never}>
      <ToastProvider>
        <CartProvider session={{ state: 'guest', user: null, cart: null, asked: [] }}>
          {children}
        </CartProvider>
      </ToastProvider>
    </RouterContext>
  );
  const hook = await renderHook(() => ({ enter: useEnter('/cart'), toasts: useToasts() }), Around);
  let error = '';
  await hook.act(() =>
    hook
      .now()
      .enter('Welcome back.')
      .catch((failure: Error) => (error = failure.message)),
  );
  return { visited, error, toasts: hook.now().toasts.toasts.map(({ text }) => text) };
}

it('says that the browser did not keep the session, and stays on the form', async () => {
  expect(await enter(() => ({ body: { currentUser: null } }))).toEqual({
    visited: [],
    toasts: [],
    error: 'Your browser did not keep your sign-in. Allow cookies for this site, then sign in.',
  });
});

it.each([
  ['the session is kept', () => ({ body: { currentUser: { id: 'u1', email: 'ann@example.com', iat: 1 } } })],
  ['nobody knows', () => ({ status: 503 })],
])('greets and goes on when %s', async (_name, respond) => {
  expect(await enter(respond)).toEqual({ visited: ['/cart'], toasts: ['Welcome back.'], error: '' });
});
