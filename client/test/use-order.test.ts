import { useOrder } from '../hooks/orders/use-order';
import { pretendShop } from './browser';
import { anOrder } from './builders';
import { type PretendedTab, pretendTab, renderHook } from './render-hook';

/** The browser's end of a stream. */
class PretendedStream extends EventTarget {
  static readonly all: PretendedStream[] = [];
  static CLOSED = 2;
  readyState = 1;
  constructor(readonly url: string) {
    super();
    PretendedStream.all.push(this);
  }
  close(): void {
    this.readyState = PretendedStream.CLOSED;
  }
  brings(step: string): void {
    const data = JSON.stringify({ seq: 2, step, at: '2026-11-22T10:05:00.000Z', text: `It is ${step}.` });
    this.dispatchEvent(Object.assign(new Event('step'), { data }));
  }
}

let tab: PretendedTab;
const realFetch = globalThis.fetch;
const realSource = globalThis.EventSource as unknown;
beforeEach(() => {
  tab = pretendTab();
  PretendedStream.all.length = 0;
  globalThis.EventSource = PretendedStream as never;
});
afterEach(() => {
  globalThis.fetch = realFetch;
  globalThis.EventSource = realSource as never;
  tab.close();
});

const wire = (fields: object) => ({
  id: anOrder().id,
  userId: 'u1',
  status: 'Created',
  items: [{ productId: 'p1', titleSnapshot: 'Mug', priceSnapshot: 12.5, quantity: 2 }],
  total: 25,
  version: 0,
  ...fields,
});
const COMPLETE = wire({ status: 'Complete', paid: true, fulfilment: 'confirmed', version: 3 });
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

it('asks for the order when a step comes, and announces the step once', async () => {
  const seen = pretendShop(() => ({ body: COMPLETE }));
  const hook = await renderHook(() => useOrder(anOrder()));
  await hook.act(async () => {
    PretendedStream.all[0]?.brings('paid');
    PretendedStream.all[0]?.brings('paid');
    await settle();
  });
  expect(seen.map(({ path }) => path)).toEqual([`/api/orders/${anOrder().id}`]);
  expect(hook.now().order.status).toBe('Complete');
  expect(hook.now().announcements.filter(({ text }) => text === 'It is paid.')).toHaveLength(1);
  await hook.leave();
});

it('keeps the newer order when an older answer comes late', async () => {
  const answers: ((body: object) => void)[] = [];
  pretendShop(async () => ({ body: await new Promise<object>((resolve) => answers.push(resolve)) }));
  const hook = await renderHook(() => useOrder(anOrder()));
  await hook.act(async () => {
    void hook.now().look();
    void hook.now().look();
    await settle();
    answers[1]?.(COMPLETE);
    await settle();
    answers[0]?.(wire({ version: 1 }));
    await settle();
  });
  expect(hook.now().order).toMatchObject({ status: 'Complete', version: 3 });
  await hook.leave();
});

it('is not live while the shop does not answer', async () => {
  pretendShop(() => ({ status: 503 }));
  const hook = await renderHook(() => useOrder(anOrder()));
  await hook.act(() => PretendedStream.all[0]?.brings('placed'));
  expect(hook.now()).toMatchObject({ isLive: true, offline: false });
  for (let failures = 0; failures < 3; failures += 1) {
    await hook.act(async () => {
      hook.now().watch.expect('paid');
      await settle();
    });
  }
  expect(hook.now()).toMatchObject({ isLive: false, offline: true });
  await hook.leave();
});

it('keeps no stream while the tab is hidden or after the page was left', async () => {
  pretendShop(() => ({ body: wire({}) }));
  const hook = await renderHook(() => useOrder(anOrder()));
  expect(PretendedStream.all.map(({ readyState }) => readyState)).toEqual([1]);
  await hook.act(() => tab.setHidden(true));
  expect(PretendedStream.all.map(({ readyState }) => readyState)).toEqual([2]);
  await hook.act(async () => {
    tab.setHidden(false);
    await settle();
  });
  expect(PretendedStream.all.map(({ readyState }) => readyState)).toEqual([2, 1]);
  await hook.leave();
  expect(PretendedStream.all.map(({ readyState }) => readyState)).toEqual([2, 2]);
});
