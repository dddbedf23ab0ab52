import { EventEmitter } from 'node:events';
import { RouterContext } from 'next/dist/shared/lib/router-context.shared-runtime';
import type { ReactNode } from 'react';
import { usePlainAddress } from '../hooks/use-plain-address';
import { useRouteFocus } from '../hooks/use-route-focus';
import { type PretendedTab, pretendTab, renderHook } from './render-hook';

let tab: PretendedTab;
const realFrame = globalThis.requestAnimationFrame as unknown;
beforeEach(() => {
  tab = pretendTab();
});
afterEach(() => {
  globalThis.requestAnimationFrame = realFrame as never;
  tab.close();
});

/** What the hook asks of the router on this page. */
async function replacedOn(asPath: string, isShown: boolean, word?: string) {
  const replaced: unknown[][] = [];
  const router = { asPath, replace: async (...asked: unknown[]) => void replaced.push(asked) };
  const Around = ({ children }: { children: ReactNode }) => (
    <RouterContext value={router as never}>{children}</RouterContext>
  );
  const hook = await renderHook(() => usePlainAddress(isShown, word), Around);
  await hook.leave();
  return replaced;
}

it('takes the query out of the address without asking for the page again', async () => {
  expect(await replacedOn('/products/p1?added=2&limit=stock', true)).toEqual([
    ['/products/p1', undefined, { shallow: true }],
  ]);
});

it.each([
  ['/sell/products?cursor=c1&done=p1&q=oak', '/sell/products?cursor=c1&q=oak'],
  ['/sell/products?done=p1', '/sell/products'],
])('takes one parameter out of %s', async (address, plain) => {
  expect(await replacedOn(address, true, 'done')).toEqual([[plain, undefined, { shallow: true }]]);
  expect(await replacedOn(plain, true, 'done')).toEqual([]);
});

it.each([
  ['without a query', '/cart', true],
  ['whose query says nothing', '/cart?again=x', false],
])('leaves an address %s as it is', async (_which, address, isShown) => {
  expect(await replacedOn(address, isShown)).toEqual([]);
});

it('leaves the focus where it is: only another page takes it to its heading', async () => {
  const events = new EventEmitter();
  let frames = 0;
  globalThis.requestAnimationFrame = () => (frames += 1);
  const Around = ({ children }: { children: ReactNode }) => (
    <RouterContext value={{ events } as never}>{children}</RouterContext>
  );
  const hook = await renderHook(useRouteFocus, Around);
  events.emit('routeChangeComplete', '/cart', { shallow: true });
  expect(frames).toBe(0);
  events.emit('routeChangeComplete', '/cart', { shallow: false });
  expect(frames).toBe(1);
  await hook.leave();
});
