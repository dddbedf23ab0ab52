import { EventEmitter } from 'node:events';
import { RouterContext } from 'next/dist/shared/lib/router-context.shared-runtime';
import type { ReactNode } from 'react';
import { usePendingRoute } from '../hooks/use-pending-route';
import { type PretendedTab, pretendTab, renderHook, type RunningHook } from './render-hook';

let tab: PretendedTab;
let events: EventEmitter;
let hook: RunningHook<string | null>;

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  tab = pretendTab();
  events = new EventEmitter();
  const Around = ({ children }: { children: ReactNode }) => (
    <RouterContext value={{ events } as never}>{children}</RouterContext>
  );
  hook = await renderHook(usePendingRoute, Around);
});
afterEach(async () => {
  await hook.leave();
  tab.close();
  jest.useRealTimers();
});

const start = (address: string, shallow = false) => events.emit('routeChangeStart', address, { shallow });
const after = (ms: number) => hook.act(() => jest.advanceTimersByTime(ms));

it('names the page that is awaited after 300 ms, until it is there', async () => {
  start('/orders');
  await after(299);
  expect(hook.now()).toBeNull();
  await after(1);
  expect(hook.now()).toBe('/orders');
  await hook.act(() => events.emit('routeChangeComplete'));
  expect(hook.now()).toBeNull();
});

it.each(['routeChangeComplete', 'routeChangeError'])('shows nothing when %s comes sooner', async (end) => {
  start('/orders');
  await after(200);
  events.emit(end);
  await after(1_000);
  expect(hook.now()).toBeNull();
});

it('shows nothing for a change of the address alone', async () => {
  start('/orders', true);
  await after(1_000);
  expect(hook.now()).toBeNull();
});

it('follows the newest of two moves', async () => {
  start('/orders');
  await after(200);
  start('/cart');
  await after(299);
  expect(hook.now()).toBeNull();
  await after(1);
  expect(hook.now()).toBe('/cart');
});
