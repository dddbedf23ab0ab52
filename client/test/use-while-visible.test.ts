import { useWhileVisible } from '../hooks/use-while-visible';
import { renderHook, tabOfEachTest } from './render-hook';

const tab = tabOfEachTest();
const EVERY_MS = 15_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const focus = () => window.dispatchEvent(new Event('focus'));

/** A page that checks something; `isOn` may change. */
async function watch(isOn = { now: true }) {
  let checks = 0;
  const hook = await renderHook(() => useWhileVisible(() => (checks += 1), EVERY_MS, isOn.now));
  return { hook, checks: () => checks };
}

it('checks every so often, and not while the tab is hidden', async () => {
  const { hook, checks } = await watch();
  jest.advanceTimersByTime(2 * EVERY_MS);
  expect(checks()).toBe(2);
  tab.setHidden(true);
  jest.advanceTimersByTime(2 * EVERY_MS);
  expect(checks()).toBe(2);
  await hook.leave();
});

it('checks once when the tab is shown and focused, whichever comes first', async () => {
  const { hook, checks } = await watch();
  tab.setHidden(true);
  tab.setHidden(false);
  focus();
  expect(checks()).toBe(1);
  jest.advanceTimersByTime(1_000);
  focus();
  tab.setHidden(false);
  expect(checks()).toBe(2);
  await hook.leave();
});

it('checks again when the tab is left and shown again at once', async () => {
  const { hook, checks } = await watch();
  for (const isHidden of [false, true, false]) tab.setHidden(isHidden);
  expect(checks()).toBe(2);
  await hook.leave();
});

it('checks nothing while it is off, and once the page was left', async () => {
  const isOn = { now: false };
  const { hook, checks } = await watch(isOn);
  focus();
  jest.advanceTimersByTime(EVERY_MS);
  expect(checks()).toBe(0);
  isOn.now = true;
  await hook.again();
  jest.advanceTimersByTime(EVERY_MS);
  expect(checks()).toBe(1);
  await hook.leave();
  jest.advanceTimersByTime(EVERY_MS);
  focus();
  expect(checks()).toBe(1);
});
