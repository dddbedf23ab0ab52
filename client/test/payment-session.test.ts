import { buildClient } from '../api/build-client';
import { PaymentSession } from '../hooks/payment/payment-session';
import { pretendBrowser, pretendShop, type SeenRequest } from './browser';

type Answer = { status?: number; body?: unknown };

const realFetch = globalThis.fetch;
let leave: () => void;
let changes: number;
let seen: SeenRequest[];
/** What the payment service answers next; the last answer repeats. */
let statuses: (Answer | 'lost')[];
let payments: (Answer | 'lost')[];
const sessions: PaymentSession[] = [];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  leave = pretendBrowser();
  changes = 0;
  statuses = [{ body: { status: 'none' } }];
  payments = [{ status: 201, body: {} }];
  seen = pretendShop(({ method }) => {
    const answers = method === 'POST' ? payments : statuses;
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (!answer || answer === 'lost') throw new Error('connection lost');
    return answer;
  });
});
afterEach(() => {
  for (const session of sessions.splice(0)) session.stop();
  leave();
  globalThis.fetch = realFetch;
  jest.useRealTimers();
});

/** A page that was just opened on the order. */
function openPage({ isCancelled = false } = {}): PaymentSession {
  const session = new PaymentSession(buildClient(), 'o1', () => (changes += 1), isCancelled);
  sessions.push(session);
  session.start();
  return session;
}

/** Lets so many seconds pass, and every answer arrive. */
async function pass(seconds: number): Promise<void> {
  for (let step = 0; step <= seconds * 2; step += 1) {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    if (step < seconds * 2) await jest.advanceTimersByTimeAsync(500);
  }
}

const status = (name: string, message?: string): Answer => ({
  body: { orderId: 'o1', status: name, message },
});
const DECLINED = status('declined', 'Your card was declined.');
const refusal = (httpStatus: number, message: string, code?: string): Answer => ({
  status: httpStatus,
  body: { errors: [{ message, code }] },
});
const token = async () => ({ token: 'tok_visa' });
const sent = (method: string) => seen.filter((request) => request.method === method).length;

it('asks for the status at once and shows the form when nothing is under way', async () => {
  const session = openPage();
  expect(session.snapshot().phase).toBe('checking');
  await pass(0);
  expect(session.snapshot()).toEqual({ phase: 'open', error: '' });
  await pass(10);
  expect(sent('GET')).toBe(1);
});

it('shows the form when the status cannot be asked', async () => {
  statuses = ['lost'];
  const session = openPage();
  await pass(0);
  expect(session.snapshot()).toEqual({ phase: 'open', error: '' });
});

it('shows a decline that came after a 202 within two seconds, and gives the form back', async () => {
  payments = [{ status: 202, body: {} }];
  const session = openPage();
  await pass(0);
  statuses = [status('processing'), status('processing'), DECLINED];
  await session.pay(token);
  expect(session.snapshot().phase).toBe('processing');
  await pass(2);
  expect(session.snapshot()).toEqual({
    phase: 'open',
    error: 'Your card was declined. Nothing was charged. Try another card.',
  });
});

it('shows the decline after a reload during the payment', async () => {
  statuses = [status('processing'), DECLINED];
  const session = openPage();
  await pass(1);
  expect(session.snapshot().error).toContain('Your card was declined.');
});

it('keeps following a payment while its status cannot be asked', async () => {
  statuses = [status('processing'), 'lost', refusal(503, 'away'), status('paid')];
  const session = openPage();
  await pass(2);
  expect(session.snapshot().phase).toBe('processing');
  await pass(1);
  expect(session.snapshot().phase).toBe('paid');
  expect(changes).toBe(1);
});

it('does not claim that the bank has not answered, however long it takes', async () => {
  statuses = [status('processing')];
  const session = openPage();
  await pass(300);
  expect(session.snapshot()).toEqual({ phase: 'processing', error: '' });
});

it('gives the form back when no request arrives, and claims nothing of the money', async () => {
  const session = openPage();
  await pass(0);
  payments = ['lost'];
  await session.pay(token);
  expect(session.snapshot().phase).toBe('processing');
  await pass(3);
  expect(session.snapshot()).toEqual({
    phase: 'open',
    error: 'Your payment has not arrived. Try again: you cannot be charged twice.',
  });
  const reloaded = openPage();
  expect(reloaded.snapshot().phase).toBe('processing');
  statuses = [status('processing'), status('paid')];
  await pass(1);
  expect(reloaded.snapshot().phase).toBe('paid');
});

it('still waits for the request after a reload when the page was looked at meanwhile', async () => {
  const session = openPage();
  await pass(0);
  payments = ['lost'];
  await session.pay(token);
  await pass(3);
  session.check();
  await pass(1);
  expect(session.snapshot().error).toContain('has not arrived');
  const reloaded = openPage();
  expect(reloaded.snapshot().phase).toBe('processing');
  statuses = [status('paid')];
  await pass(1);
  expect(reloaded.snapshot().phase).toBe('paid');
});

it('says that nothing was charged once an attempt has ended without a charge', async () => {
  statuses = [status('processing'), status('none')];
  const session = openPage();
  await pass(1);
  expect(session.snapshot()).toEqual({
    phase: 'open',
    error: 'Your payment did not go through. Nothing was charged. Try again.',
  });
});

it('waits for a request whose answer was lost and that arrives late', async () => {
  const session = openPage();
  await pass(0);
  payments = ['lost'];
  statuses = [status('none'), status('processing'), status('paid')];
  await session.pay(token);
  await pass(2);
  expect(session.snapshot().phase).toBe('paid');
});

it('waits after a reload for a request that was sent just before', async () => {
  const first = openPage();
  await pass(0);
  payments = ['lost'];
  void first.pay(token);
  for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
  first.stop(); // the reload: its answer is never seen
  statuses = [status('none'), status('none'), DECLINED];
  const second = openPage();
  expect(second.snapshot().phase).toBe('processing');
  await pass(2);
  expect(second.snapshot().error).toContain('Your card was declined.');
});

it('retries a 409 after Retry-After until the other attempt has ended', async () => {
  const session = openPage();
  await pass(0);
  payments = [refusal(409, 'busy'), refusal(409, 'busy'), { status: 201, body: {} }];
  void session.pay(token);
  await pass(1);
  expect(session.snapshot().phase).toBe('sending');
  await pass(2);
  expect(session.snapshot().phase).toBe('paid');
  expect(sent('POST')).toBe(3);
});

it('follows the status when another tab keeps the payment busy for long', async () => {
  const session = openPage();
  await pass(0);
  payments = [refusal(409, 'busy')];
  statuses = [status('processing'), DECLINED];
  void session.pay(token);
  await pass(40);
  expect(session.snapshot().error).toContain('Your card was declined.');
});

it.each([
  ['ended session', refusal(401, 'Not authorized')],
  ['limit', refusal(429, 'Too many requests')],
])('follows the attempt of another tab when its own second try meets an %s', async (_what, answer) => {
  const session = openPage();
  await pass(0);
  payments = [refusal(409, 'busy'), answer];
  statuses = [status('processing'), status('paid')];
  void session.pay(token);
  const said = new Set<string>();
  session.subscribe(() => said.add(session.snapshot().error));
  await pass(3);
  expect(session.snapshot().phase).toBe('paid');
  expect([...said]).toEqual(['']);
});

it('pays once however often the button is pressed', async () => {
  const session = openPage();
  await pass(0);
  void session.pay(token);
  void session.pay(token);
  await pass(0);
  await session.pay(token);
  expect(sent('POST')).toBe(1);
});

it('drops the answer to a status that was asked before the payment was sent', async () => {
  const session = openPage();
  await pass(0);
  statuses = [DECLINED];
  const phases: string[] = [];
  session.subscribe(() => phases.push(session.snapshot().phase));
  session.check();
  await session.pay(token);
  await pass(2);
  expect(phases).toEqual(['sending', 'paid']);
});

it('sends nothing for a card that Stripe refuses', async () => {
  const session = openPage();
  await pass(0);
  await session.pay(async () => ({ refusal: 'Your card number is invalid.' }));
  expect(session.snapshot()).toEqual({ phase: 'open', error: 'Your card number is invalid.' });
  expect(sent('POST')).toBe(0);
});

it('keeps the form and says why when the shop refuses the payment', async () => {
  const session = openPage();
  await pass(0);
  payments = [refusal(429, 'Too many declined attempts')];
  await session.pay(token);
  expect(session.snapshot()).toEqual({
    phase: 'open',
    error: 'Too many declined attempts. Nothing was charged.',
  });
});

it('takes no card any more once the prices of the order have expired', async () => {
  const session = openPage();
  await pass(0);
  payments = [refusal(400, "This order's prices have expired.", 'order_expired')];
  await session.pay(token);
  expect(session.snapshot()).toEqual({ phase: 'expired', error: '' });
  session.check();
  await session.pay(token);
  await pass(2);
  expect(session.snapshot().phase).toBe('expired');
  expect([sent('GET'), sent('POST')]).toEqual([1, 1]);
});

it('claims nothing of the money when the order was cancelled during the payment', async () => {
  const session = openPage();
  await pass(0);
  payments = [refusal(400, 'Order is cancelled', 'order_cancelled')];
  await session.pay(token);
  expect(session.snapshot()).toEqual({ phase: 'open', error: 'This order is cancelled.' });
  expect(changes).toBe(1);
});

describe('of a cancelled order', () => {
  it('follows the payment that was under way until it is refunded', async () => {
    statuses = [status('processing'), status('processing'), status('paid')];
    const session = openPage({ isCancelled: true });
    await pass(1);
    expect(session.snapshot().phase).toBe('processing');
    await pass(1);
    expect(session.snapshot().phase).toBe('paid');
    expect(changes).toBe(1);
  });

  it('waits for a payment that was sent while it was cancelled', async () => {
    statuses = [status('none'), status('none'), status('processing')];
    const session = openPage({ isCancelled: true });
    await pass(1);
    expect(session.snapshot().phase).toBe('checking');
    await pass(1);
    expect(session.snapshot().phase).toBe('processing');
  });

  it('knows after three answers that nothing was under way', async () => {
    statuses = ['lost', status('none')];
    const session = openPage({ isCancelled: true });
    await pass(2);
    expect(session.snapshot().phase).toBe('checking');
    await pass(1);
    expect(session.snapshot().phase).toBe('open');
  });
});

it('learns on focus that another tab has paid', async () => {
  const session = openPage();
  await pass(0);
  statuses = [status('processing'), status('paid')];
  session.check();
  await pass(1);
  expect(session.snapshot().phase).toBe('paid');
});

it('asks nothing after it was stopped', async () => {
  statuses = [status('processing')];
  const session = openPage();
  await pass(1);
  session.stop();
  const before = sent('GET');
  await pass(10);
  expect(sent('GET')).toBe(before);
});
