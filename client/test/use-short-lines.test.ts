import type { Order } from '../api/types';
import { useShortLines } from '../hooks/orders/use-short-lines';
import { pretendShop } from './browser';
import { anOrder } from './builders';
import { renderHook, tabOfEachTest } from './render-hook';

tabOfEachTest();
beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
afterEach(() => void jest.useRealTimers());

const LOST = anOrder({ status: 'Cancelled', cancelReason: 'out_of_stock' });
const LEFT = { id: 'p1', title: 'Mug', price: 12.5, quantity: 1, userId: 'seller', version: 3 };
const SHORT = { productId: 'p1', title: 'Mug', ordered: 2, left: 1 };

/** The page of an order, which is watched while it is open. */
async function openPage(order: Order) {
  const seen = pretendShop(() => ({ body: LEFT }));
  let now = order;
  const hook = await renderHook(() => useShortLines(now, [], now.status === 'Created'));
  const become = async (latest: Order) => {
    now = latest;
    await hook.again();
  };
  const wait = () =>
    hook.act(async () => {
      jest.advanceTimersByTime(60_000);
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    });
  return { hook, become, wait, asked: () => seen.length };
}

it('asks again and again while the order is open', async () => {
  const { hook, wait, asked } = await openPage(anOrder());
  await wait();
  expect(asked()).toBe(4);
  expect(hook.now()).toEqual([SHORT]);
  await hook.leave();
});

it('asks once when the order ends because too little was left', async () => {
  const { hook, become, wait, asked } = await openPage(anOrder());
  await become(LOST);
  await wait();
  await become({ ...LOST, refunded: true, version: 2 });
  await wait();
  expect(asked()).toBe(1);
  expect(hook.now()).toEqual([SHORT]);
  await hook.leave();
});

it('asks nothing of an order that had ended before', async () => {
  const { hook, wait, asked } = await openPage(LOST);
  await wait();
  expect(asked()).toBe(0);
  await hook.leave();
});
