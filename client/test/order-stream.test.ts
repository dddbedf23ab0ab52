import type { OpenStepStream, Step, StepListener } from '../api/notifications';
import type { Order } from '../api/types';
import { OrderStream } from '../hooks/orders/order-stream';
import { anOrder } from './builders';

let opened: { orderId: string; listener: StepListener; isClosed: boolean }[];
let known: string[];

beforeEach(() => {
  jest.useFakeTimers();
  opened = [];
  known = [];
});
afterEach(() => jest.useRealTimers());

const open: OpenStepStream = (orderId, listener) => {
  const stream = { orderId, listener, isClosed: false };
  opened.push(stream);
  return () => {
    stream.isClosed = true;
  };
};

function openPage(order: Order = anOrder()) {
  const stream = new OrderStream(open, order, (step) => known.push(step));
  stream.start();
  return stream;
}

const NAMES = ['placed', 'paid', 'stock_confirmed', 'complete', 'cancelled', 'refunded'] as const;
const step = (name: Step['step']): Step => ({
  seq: NAMES.indexOf(name) + 1,
  step: name,
  at: '2026-11-27T10:00:00.000Z',
  text: `It is ${name}.`,
});
const last = () => opened.at(-1)!;
const openNow = () => opened.filter(({ isClosed }) => !isClosed).length;
const said = (stream: OrderStream) => stream.snapshot().announcements.map(({ text }) => text);

const PAID = anOrder({ status: 'Complete', paid: true, fulfilment: 'pending', version: 1 });
const COMPLETE = anOrder({ ...PAID, fulfilment: 'confirmed', version: 2 });

it('is live once a step arrives, not when a proxy merely answers', () => {
  const stream = openPage();
  expect(last().orderId).toBe(anOrder().id);
  last().listener.opened();
  expect(stream.snapshot().isLive).toBe(false);
  last().listener.received(step('placed'));
  expect(stream.snapshot().isLive).toBe(true);
});

it('is live again after a reconnect that brings nothing new', () => {
  const stream = openPage();
  last().listener.received(step('placed'));
  last().listener.lost(true);
  expect(stream.snapshot().isLive).toBe(false);
  last().listener.opened();
  expect(stream.snapshot().isLive).toBe(true);
  expect(opened).toHaveLength(1);
});

it('announces each step once, and none that the page showed when it was opened', () => {
  const stream = openPage(PAID);
  for (const name of ['placed', 'paid', 'stock_confirmed', 'stock_confirmed', 'complete'] as const) {
    last().listener.received(step(name));
  }
  expect(said(stream)).toEqual(['It is stock_confirmed.', 'It is complete.']);
  expect(known).toEqual(['stock_confirmed', 'complete']);
});

it('announces the words of the stream when the order shows the same step before or after', () => {
  const stream = openPage();
  last().listener.received(step('placed'));
  stream.setOrder(PAID);
  last().listener.received(step('paid'));
  last().listener.received(step('stock_confirmed'));
  stream.setOrder(PAID);
  expect(said(stream)).toEqual(['It is paid.', 'It is stock_confirmed.']);
});

it('announces what the order shows while there is no stream, and not again when one comes back', () => {
  const stream = openPage();
  last().listener.lost(false);
  stream.setOrder(PAID);
  expect(said(stream)).toEqual(['Order status: Paid']);
  jest.advanceTimersByTime(15_000);
  last().listener.received(step('placed'));
  last().listener.received(step('paid'));
  expect(said(stream)).toEqual(['Order status: Paid']);
});

it('announces the steps that a lost stream did not bring', () => {
  const stream = openPage();
  last().listener.received(step('placed'));
  stream.setOrder(PAID);
  expect(said(stream)).toEqual([]);
  last().listener.lost(true);
  expect(said(stream)).toEqual(['Order status: Paid']);
});

it('tries again 15 seconds after a refusal, and keeps one stream', () => {
  const stream = openPage();
  last().listener.lost(false);
  expect(openNow()).toBe(0);
  stream.setOrder(anOrder({ version: 0 }));
  stream.setVisible(true);
  jest.advanceTimersByTime(14_999);
  expect(opened).toHaveLength(1);
  jest.advanceTimersByTime(1);
  expect(opened).toHaveLength(2);
  expect(openNow()).toBe(1);
});

it('closes while the tab is hidden and opens when it is shown', () => {
  const stream = openPage();
  last().listener.received(step('placed'));
  stream.setVisible(false);
  expect(openNow()).toBe(0);
  expect(stream.snapshot().isLive).toBe(false);
  jest.advanceTimersByTime(60_000);
  expect(opened).toHaveLength(1);
  stream.setVisible(true);
  stream.setVisible(true);
  expect(openNow()).toBe(1);
});

it.each([
  ['settled', (stream: OrderStream) => stream.setOrder(COMPLETE)],
  ['left', (stream: OrderStream) => stream.stop()],
])('closes for good when the order is %s, a pending retry included', (_how, end) => {
  const stream = openPage();
  end(stream);
  expect(openNow()).toBe(0);
  const other = openPage();
  last().listener.lost(false);
  end(other);
  const before = opened.length;
  jest.advanceTimersByTime(60_000);
  expect(opened).toHaveLength(before);
});

it('is never opened for an order that is settled', () => {
  openPage(COMPLETE);
  expect(opened).toEqual([]);
});
