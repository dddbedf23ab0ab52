import { EventEmitter } from 'node:events';
import { RouterContext } from 'next/dist/shared/lib/router-context.shared-runtime';
import type { ReactNode } from 'react';
import { useUnreachedRoute } from '../hooks/use-unreached-route';
import { renderHook, type RunningHook, tabOfEachTest } from './render-hook';

let events: EventEmitter;
let hook: RunningHook<string | null>;

// Before the tab is closed.
afterEach(async () => {
  await hook.leave();
  Reflect.deleteProperty(globalThis, 'location');
});
tabOfEachTest();

beforeEach(async () => {
  Object.assign(navigator, { onLine: true });
  Object.defineProperty(globalThis, 'location', {
    value: { href: 'https://shop.test/cart' },
    configurable: true,
  });
  events = new EventEmitter();
  const Around = ({ children }: { children: ReactNode }) => (
    <RouterContext value={{ events } as never}>{children}</RouterContext>
  );
  hook = await renderHook(useUnreachedRoute, Around);
});

/** Whether Next.js stays on the page after its request for `address` failed. */
async function stays(error: Error, address = '/orders'): Promise<boolean> {
  const seen: unknown[] = [];
  await hook.act(() => {
    try {
      events.emit('routeChangeError', error, address, { shallow: false });
    } catch (thrown) {
      seen.push(thrown);
    }
  });
  return seen.some((thrown) => (thrown as { cancelled?: boolean }).cancelled === true);
}

it('stays on the page when the network fails, and names the address until the next attempt', async () => {
  expect(await stays(new TypeError('Failed to fetch'))).toBe(true);
  expect(hook.now()).toBe('/orders');
  await hook.act(() => events.emit('routeChangeStart', '/orders', { shallow: false }));
  expect(hook.now()).toBeNull();
});

it('stays when a script does not load while the device is offline', async () => {
  Object.assign(navigator, { onLine: false });
  expect(await stays(new Error('Failed to load script'))).toBe(true);
});

it.each<[string, Error, string]>([
  ['the server refuses', new Error('Failed to load static props'), '/orders'],
  ['a script of an older build is gone', new Error('Failed to load script'), '/orders'],
  ['"back" has changed the address already', new TypeError('Failed to fetch'), '/cart'],
  ['the next click has cancelled it', Object.assign(new TypeError('Failed'), { cancelled: true }), '/orders'],
])('leaves the page to Next.js when %s', async (_name, error, address) => {
  expect(await stays(error, address)).toBe(false);
  expect(hook.now()).toBeNull();
});
