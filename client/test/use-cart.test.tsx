import { RouterContext } from 'next/dist/shared/lib/router-context.shared-runtime';
import type { ReactNode } from 'react';
import type { Session } from '../api/server-props/server-props';
import { CartProvider, useCart } from '../hooks/cart/use-cart';
import { ToastProvider, useToasts } from '../hooks/use-toasts';
import { PretendedCart, pretendShop, refusal, type SeenRequest } from './browser';
import { aProduct } from './builders';
import { renderHook, tabOfEachTest } from './render-hook';

const tab = tabOfEachTest();

const router = { events: { on: () => undefined, off: () => undefined } };
const GUEST: Session = { state: 'guest', user: null, cart: null, asked: [] };
const ann = (cart: Session['cart']): Session => ({
  state: 'user',
  user: { id: 'u1', email: 'ann@example.com' },
  cart,
  asked: [],
});
const line = (productId: string, quantity: number) => ({ productId, quantity });

/** A page of this visitor; `session` may change as pages follow each other. */
const openPage = (session: { now: Session }) => {
  const Around = ({ children }: { children: ReactNode }) => (
    <RouterContext value={router as never}>
      <ToastProvider>
        <CartProvider session={session.now}>{children}</CartProvider>
      </ToastProvider>
    </RouterContext>
  );
  return renderHook(() => ({ cart: useCart(), toasts: useToasts() }), Around);
};

describe('a signed-in visitor’s cart', () => {
  it('shows a change at once, and takes it back with a message when the shop refuses', async () => {
    let answer: () => void = () => undefined;
    pretendShop(async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return refusal(400, 'Not now');
    });
    const page = await openPage({ now: ann([line('p1', 1)]) });
    let isDone: Promise<boolean> | undefined;
    await page.act(() => {
      isDone = page.now().cart.setQuantity('p1', 5);
    });
    expect(page.now().cart.items).toEqual([line('p1', 5)]);
    await page.act(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      answer();
      expect(await isDone).toBe(false);
    });
    expect(page.now().cart.items).toEqual([line('p1', 1)]);
    expect(page.now().toasts.toasts.map(({ text }) => text)).toEqual(['Your cart was not changed. Not now']);
  });

  it('takes the message back once a change is carried out', async () => {
    const shop = new PretendedCart([line('p1', 1)]);
    let isRefusing = true;
    pretendShop((request) => (isRefusing ? refusal(400, 'Not now') : shop.answer(request)));
    const page = await openPage({ now: ann([line('p1', 1)]) });
    await page.act(() => page.now().cart.setQuantity('p1', 5));
    expect(page.now().toasts.toasts).toHaveLength(1);
    isRefusing = false;
    await page.act(() => page.now().cart.setQuantity('p1', 5));
    expect(page.now().toasts.toasts).toEqual([]);
  });

  it('adds through a proxy that marks the tags of what it compresses as weak', async () => {
    const shop = new PretendedCart([line('p1', 1)]);
    pretendShop((request) => {
      const answer = shop.answer(request);
      return { ...answer, headers: answer.headers && { etag: `W/${answer.headers.etag}` } };
    });
    const page = await openPage({ now: ann([line('p1', 1)]) });
    await page.act(async () => expect(await page.now().cart.add(aProduct(), 1)).toMatchObject({ added: 1 }));
  });

  it('tells why a product was not added', async () => {
    pretendShop(({ method }: SeenRequest) =>
      method === 'GET'
        ? new PretendedCart().answer({ method } as SeenRequest)
        : refusal(400, 'A cart holds at most 50 products'),
    );
    const page = await openPage({ now: ann([]) });
    await page.act(async () => expect(await page.now().cart.add(aProduct(), 1)).toBeNull());
    expect(page.now().cart.refusal()).toBe('Your cart was not changed. A cart holds at most 50 products');
  });

  it('keeps what was changed when the page that follows was made before the change', async () => {
    const shop = new PretendedCart([line('p1', 1)]);
    pretendShop((request) => shop.answer(request));
    const session = { now: ann([line('p1', 1)]) };
    const page = await openPage(session);
    await page.act(() => page.now().cart.setQuantity('p1', 4));
    session.now = ann([line('p1', 1)]);
    await page.again();
    expect(page.now().cart.items).toEqual([line('p1', 4)]);
  });

  it('is asked for again when the tab is looked at', async () => {
    const shop = new PretendedCart([line('p1', 1)]);
    pretendShop((request) => shop.answer(request));
    const page = await openPage({ now: ann([line('p1', 1)]) });
    shop.set('p2', 3);
    await page.act(async () => {
      tab.setHidden(false);
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    expect(page.now().cart.items).toEqual([line('p1', 1), line('p2', 3)]);
  });
});

describe('a guest’s cart', () => {
  it('adds up, and moves into the account’s cart once the guest signs in', async () => {
    const shop = new PretendedCart([line('p1', 1)]);
    pretendShop((request) => shop.answer(request));
    const session = { now: GUEST };
    const page = await openPage(session);
    await page.act(() => page.now().cart.add(aProduct(), 1));
    await page.act(() => page.now().cart.add(aProduct(), 2));
    expect(page.now().cart.items).toEqual([line('p1', 3)]);
    session.now = ann([line('p1', 1)]);
    await page.again();
    await page.act(() => page.now().cart.settled());
    expect(shop.items).toEqual([line('p1', 3)]);
    expect(localStorage.getItem('guest-cart')).toBe('[]');
  });
});
