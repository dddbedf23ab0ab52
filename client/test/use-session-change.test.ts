import type { Session } from '../api/server-props/server-props';
import { useSessionChange } from '../hooks/account/use-session-change';
import { pretendShop } from './browser';
import { renderHook, tabOfEachTest } from './render-hook';

const tab = tabOfEachTest();
const ANN = { id: 'ann', email: 'ann@example.com' };
const SESSION: Session = { state: 'user', user: ANN, cart: [], asked: [] };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('asks nothing in a tab that was opened in the background, and at once when it is shown', async () => {
  const seen = pretendShop(() => ({ body: { currentUser: ANN } }));
  tab.setHidden(true);
  const hook = await renderHook(() => useSessionChange(SESSION));
  await hook.act(() => jest.advanceTimersByTimeAsync(60_000));
  expect(seen).toEqual([]);
  tab.setHidden(false);
  expect(seen).toHaveLength(1);
  await hook.leave();
});
