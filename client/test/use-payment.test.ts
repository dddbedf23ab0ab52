import { usePayment } from '../hooks/payment/use-payment';
import { anOrder } from './builders';
import { pretendShop, type SeenRequest } from './browser';
import { renderHook, tabOfEachTest } from './render-hook';

const tab = tabOfEachTest();

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

const CANCELLED = anOrder({ status: 'Cancelled' });
const COMPLETE = anOrder({ status: 'Complete', paid: true });

async function openPage(order = { now: anOrder() }, isUncharged = false) {
  let looks = 0;
  const look = async () => void (looks += 1);
  const hook = await renderHook(() => usePayment(order.now, isUncharged, look));
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

it.each([
  ['paid', COMPLETE, false, 'checking'],
  ['cancelled and known to be free of charge', CANCELLED, true, 'open'],
  ['expired and known to be free of charge', anOrder(), true, 'expired'],
])('asks nothing for an order that came %s', async (_how, order, isUncharged, phase) => {
  const { seen } = holdStatus();
  const { hook } = await openPage({ now: order }, isUncharged);
  expect(seen).toEqual([]);
  expect(hook.now().phase).toBe(phase);
});

it('asks afresh once the order is cancelled, and does not take the earlier answer for the new one', async () => {
  const { held, seen } = holdStatus();
  const order = { now: anOrder() };
  const { hook } = await openPage(order);
  await hook.act(async () => {
    held[0]?.('none');
    await settle();
  });
  order.now = CANCELLED;
  await hook.again();
  expect([hook.now().phase, seen.length]).toEqual(['checking', 2]);
  await hook.act(async () => {
    held[1]?.('paid');
    await settle();
  });
  expect(hook.now().phase).toBe('paid');
});

it('asks no more once the order is paid', async () => {
  const { held, seen } = holdStatus();
  const order = { now: anOrder() };
  const { hook } = await openPage(order);
  order.now = COMPLETE;
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
