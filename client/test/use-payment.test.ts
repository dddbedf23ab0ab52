import { usePayment } from '../hooks/use-payment';
import { pretendBrowser, pretendShop, type SeenRequest } from './browser';
import { type PretendedTab, pretendTab, renderHook } from './render-hook';

let tab: PretendedTab;
let leaveBrowser: () => void;
const realFetch = globalThis.fetch;
beforeEach(() => {
  tab = pretendTab();
  leaveBrowser = pretendBrowser();
});
afterEach(() => {
  globalThis.fetch = realFetch;
  leaveBrowser();
  tab.close();
});

/** Answers the questions for the payment's status one by one. */
function holdStatus() {
  const held: ((status: string) => void)[] = [];
  const seen = pretendShop(async ({ path }: SeenRequest) => {
    if (!path.includes('/payments/orders/')) return { status: 404 };
    const status = await new Promise<string>((resolve) => held.push(resolve));
    return { body: { orderId: 'o1', status } };
  });
  return { held, seen };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

async function openPage(isPayable = { now: true }) {
  let looks = 0;
  const hook = await renderHook(() => usePayment('o1', isPayable.now, async () => void (looks += 1)));
  await hook.act(settle);
  return { hook, looks: () => looks };
}

it('opens the card form once nothing is under way', async () => {
  const { held } = holdStatus();
  const { hook } = await openPage();
  expect(hook.now().phase).toBe('checking');
  await hook.act(async () => {
    held[0]?.('none');
    await settle();
  });
  expect(hook.now().phase).toBe('open');
});

it('asks for the order when it was paid elsewhere', async () => {
  const { held } = holdStatus();
  const { hook, looks } = await openPage();
  await hook.act(async () => {
    held[0]?.('paid');
    await settle();
  });
  expect([hook.now().phase, looks()]).toEqual(['paid', 1]);
});

it('takes no notice of an answer that comes after the page was left', async () => {
  const { held } = holdStatus();
  const { hook, looks } = await openPage();
  await hook.leave();
  held[0]?.('paid');
  await settle();
  expect([hook.now().phase, looks()]).toEqual(['checking', 0]);
});

it('asks nothing for an order that cannot be paid', async () => {
  const { seen } = holdStatus();
  await openPage({ now: false });
  expect(seen).toEqual([]);
});

it('asks no more once the order cannot be paid any more', async () => {
  const { held, seen } = holdStatus();
  const isPayable = { now: true };
  const { hook } = await openPage(isPayable);
  isPayable.now = false;
  await hook.again();
  await hook.act(async () => {
    held[0]?.('none');
    tab.setHidden(false);
    await settle();
  });
  expect(seen).toHaveLength(1);
});

it('asks again when the tab is looked at', async () => {
  const { held, seen } = holdStatus();
  const { hook } = await openPage();
  await hook.act(async () => {
    held[0]?.('none');
    await settle();
    tab.setHidden(false);
    await settle();
  });
  expect(seen).toHaveLength(2);
});
