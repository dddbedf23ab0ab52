import { RouterContext } from 'next/dist/shared/lib/router-context.shared-runtime';
import type { ReactNode } from 'react';
import type { Session } from '../api/server-props/server-props';
import { useSignInElsewhere } from '../hooks/account/use-sign-in-elsewhere';
import { renderHook, tabOfEachTest } from './render-hook';

tabOfEachTest();

const GUEST: Session = { state: 'guest', user: null, cart: null, asked: [] };
const ANN: Session = {
  state: 'user',
  user: { id: 'ann', email: 'ann@example.com' },
  cart: [],
  asked: [],
};

/** The addresses that this visitor's page on /cart asks for anew after another tab has stored `newValue`. */
async function askedAnew(session: Session, key: string, newValue: string | null) {
  const asked: unknown[][] = [];
  const router = { asPath: '/cart', replace: async (...address: unknown[]) => void asked.push(address) };
  const Around = ({ children }: { children: ReactNode }) => (
    <RouterContext value={router as never}>{children}</RouterContext>
  );
  const page = await renderHook(() => useSignInElsewhere(session), Around);
  window.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
  await page.leave();
  window.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
  return asked;
}

it('makes a guest’s page anew, once, when another tab has signed somebody in', async () => {
  expect(await askedAnew(GUEST, 'signed-in', 'ann')).toEqual([['/cart', undefined, { scroll: false }]]);
});

it.each<[string, Session, string, string | null]>([
  ['a change of the cart', GUEST, 'guest-cart', '[]'],
  ['a sign-out', GUEST, 'signed-in', null],
  ['a sign-in while it has a session itself', ANN, 'signed-in', 'bob'],
])('leaves a page as it is after %s in another tab', async (_what, session, key, value) => {
  expect(await askedAnew(session, key, value)).toEqual([]);
});

it('tells the other tabs of a session, and forgets it on a guest’s page', async () => {
  await askedAnew(ANN, 'other', null);
  expect(localStorage.getItem('signed-in')).toBe('ann');
  await askedAnew({ ...GUEST, state: 'unknown' }, 'other', null);
  expect(localStorage.getItem('signed-in')).toBe('ann');
  await askedAnew(GUEST, 'other', null);
  expect(localStorage.getItem('signed-in')).toBeNull();
});
