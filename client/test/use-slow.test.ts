import { useSlow } from '../hooks/use-slow';
import { type PretendedTab, pretendTab, renderHook, type RunningHook } from './render-hook';

let tab: PretendedTab;
let hook: RunningHook<boolean>;
let busy: boolean;

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  tab = pretendTab();
  busy = false;
  hook = await renderHook(() => useSlow(busy));
});
afterEach(async () => {
  await hook.leave();
  tab.close();
  jest.useRealTimers();
});

const after = (ms: number) => hook.act(() => jest.advanceTimersByTime(ms));
const become = async (isBusy: boolean) => {
  busy = isBusy;
  await hook.again();
};

it('is slow after 8 seconds, until there is an answer', async () => {
  await become(true);
  await after(7_999);
  expect(hook.now()).toBe(false);
  await after(1);
  expect(hook.now()).toBe(true);
  await become(false);
  expect(hook.now()).toBe(false);
});

it('counts each attempt by itself', async () => {
  await become(true);
  await after(5_000);
  await become(false);
  await become(true);
  await after(5_000);
  expect(hook.now()).toBe(false);
});
