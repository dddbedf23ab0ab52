import { renderToStaticMarkup } from 'react-dom/server';
import { orderState, orderSteps } from '../domain/order-steps';
import { Timeline } from '../components/orders/timeline';
import { isSettled, pollDelay } from '../hooks/orders/poll-order';
import type { Order } from '../api/types';
import { anOrder } from './builders';

const PLACED = anOrder();
const PAID = anOrder({ status: 'Complete', paid: true, fulfilment: 'pending' });
const COMPLETE = anOrder({ status: 'Complete', paid: true, fulfilment: 'confirmed' });
const CANCELLED = anOrder({ status: 'Cancelled', cancelReason: 'user' });
const LOST = anOrder({
  status: 'Cancelled',
  paid: true,
  fulfilment: 'rejected',
  cancelReason: 'out_of_stock',
});
const REFUNDED = { ...LOST, refunded: true };

const story = (order: Order) => orderSteps(order).map(({ label, state }) => `${label}: ${state}`);

it.each([
  ['placed', PLACED, ['Placed: done', 'Payment: current']],
  ['paid', PAID, ['Placed: done', 'Paid: done', 'Stock confirmed: current', 'Complete: todo']],
  ['complete', COMPLETE, ['Placed: done', 'Paid: done', 'Stock confirmed: done', 'Complete: done']],
  ['cancelled unpaid', CANCELLED, ['Placed: done', 'Cancelled: stopped']],
  [
    'too late for the last piece',
    LOST,
    ['Placed: done', 'Paid: done', 'Cancelled: stopped', 'Refunded: current'],
  ],
  ['refunded', REFUNDED, ['Placed: done', 'Paid: done', 'Cancelled: stopped', 'Refunded: done']],
])('shows the steps of an order that is %s', (_name, order, expected) => {
  expect(story(order)).toEqual(expected);
});

it('says of an order whose payment is under way that it is processed, until the payment is received', () => {
  expect(orderState(PLACED, 'paying')).toBe('Processing payment');
  expect(orderSteps(PLACED, 'paying').at(-1)).toMatchObject({ state: 'current', word: 'Processing payment' });
  for (const order of [PAID, COMPLETE, CANCELLED, REFUNDED]) {
    expect(orderState(order, 'paying')).toBe(orderState(order));
    expect(orderSteps(order, 'paying')).toEqual(orderSteps(order));
  }
});

it('says plainly that not enough pieces were left, and that the money comes back', () => {
  const text = orderSteps(LOST)
    .map(({ sentence }) => sentence)
    .join(' ');
  expect(text).toMatch(/not enough pieces were left/i);
  expect(text).toMatch(/your money is on its way back/i);
});

it('says nothing of the money of an order that was cancelled: a payment may be under way', () => {
  expect(orderSteps(CANCELLED).at(-1)?.sentence).toBe('You cancelled this order.');
});

it('watches a cancelled order while a payment is under way, until it is refunded', () => {
  expect(isSettled(CANCELLED, true)).toBe(false);
  expect(isSettled(REFUNDED, true)).toBe(true);
  expect(isSettled(COMPLETE, true)).toBe(true);
});

it.each([
  [PLACED, 'Waiting for payment', false],
  [PAID, 'Paid', false],
  [COMPLETE, 'Complete', true],
  [CANCELLED, 'Cancelled', true],
  [LOST, 'Cancelled', false],
  [REFUNDED, 'Refunded', true],
])('names the state and knows whether to go on watching (case %#)', (order, state, settled) => {
  expect(orderState(order)).toBe(state);
  expect(isSettled(order)).toBe(settled);
});

it('marks the current step for assistive technology and names it in text', () => {
  const html = renderToStaticMarkup(<Timeline order={PAID} />);
  expect(html.match(/aria-current="step"/g)).toHaveLength(1);
  expect(html).toMatch(/aria-current="step"><p class="step-label">Stock confirmed <span[^>]*>In progress/);
});

it('shows when a step happened', () => {
  const order = anOrder({ ...COMPLETE, paidAt: '2026-11-22T10:05:00.000Z' });
  expect(renderToStaticMarkup(<Timeline order={order} />)).toContain(
    '<time dateTime="2026-11-22T10:05:00.000Z">',
  );
});

it('looks quickly while something is under way, and ever more rarely while nothing changes', () => {
  const delays = [0, 1, 2, 3, 20].map((quiet) => pollDelay(quiet, true));
  expect(delays[0]).toBeLessThanOrEqual(500);
  expect([...delays].sort((a, b) => a - b)).toEqual(delays);
  expect(delays.at(-1)).toBe(4_000);
  expect(pollDelay(0, false)).toBeGreaterThanOrEqual(5_000);
});
