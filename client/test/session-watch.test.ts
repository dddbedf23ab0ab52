import { buildClient } from '../api/build-client';
import { onUnauthorized } from '../api/unauthorized';
import { SessionWatch } from '../hooks/account/session-watch';
import { pretendShop, type SeenRequest } from './browser';

const realFetch = globalThis.fetch;
let seen: SeenRequest[];
let visitor: { id: string; email: string } | null | 'away';
let watch: SessionWatch;

const ANN = { id: 'ann', email: 'ann@example.com' };

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  visitor = ANN;
  seen = pretendShop(() => {
    if (visitor === 'away') return { status: 503, body: {} };
    return { body: { currentUser: visitor } };
  });
  watch = new SessionWatch(buildClient(), ANN.id);
  watch.start();
});
afterEach(() => {
  watch.stop();
  globalThis.fetch = realFetch;
  jest.useRealTimers();
});

async function pass(seconds: number): Promise<void> {
  for (let step = 0; step <= seconds; step += 1) {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    if (step < seconds) await jest.advanceTimersByTimeAsync(1_000);
  }
}

it('asks once every ten seconds who is signed in', async () => {
  await pass(31);
  expect(seen.map(({ path }) => path)).toEqual(Array(3).fill('/api/users/currentuser'));
  expect(watch.snapshot()).toBe('same');
});

it.each([
  ['nobody is signed in any more', null, 'ended'],
  ['somebody else is signed in', { id: 'bob', email: 'bob@example.com' }, 'other'],
])('notices on focus that %s', async (_name, now, change) => {
  visitor = now;
  watch.setVisible(true);
  await pass(0);
  expect(watch.snapshot()).toBe(change);
});

it('asks once when a tab is shown and focused', async () => {
  for (let event = 0; event < 5; event += 1) watch.setVisible(true);
  await pass(0);
  expect(seen).toHaveLength(1);
});

it('asks nothing while the tab is hidden', async () => {
  watch.setVisible(false);
  await pass(60);
  expect(seen).toEqual([]);
});

it('takes it back when the same visitor has signed in again in another tab', async () => {
  visitor = null;
  await pass(11);
  expect(watch.snapshot()).toBe('ended');
  visitor = ANN;
  await pass(11);
  expect(watch.snapshot()).toBe('same');
});

it('does not take a failing accounts service for the end of the session', async () => {
  visitor = 'away';
  await pass(30);
  expect(watch.snapshot()).toBe('same');
});

it('knows at once from a 401 of any service', async () => {
  pretendShop(() => ({ status: 401, body: { errors: [{ message: 'Not authorized' }] } }));
  const stop = onUnauthorized(() => watch.refused());
  const refused = buildClient()('cart', '/items');
  await expect(refused).rejects.toThrow('You are signed out. Sign in again to go on.');
  stop();
  expect(watch.snapshot()).toBe('ended');
});

it('ignores requests that the server makes for its own pages', async () => {
  const onRefused = jest.fn();
  const stop = onUnauthorized(onRefused);
  const shop = {
    requestId: 'r',
    nonce: 'n',
    services: { cart: 'http://cart' },
    askService: () => Promise.resolve({ status: 401, headers: new Headers(), text: '{}' }),
    eventsPath: null,
    stripe: {},
  };
  const client = buildClient({ shop, headers: {}, socket: {} } as never);
  await expect(client('cart', '')).rejects.toMatchObject({ status: 401 });
  stop();
  expect(onRefused).not.toHaveBeenCalled();
});

it('asks nothing after it was stopped', async () => {
  watch.stop();
  await pass(30);
  expect(seen).toEqual([]);
});
