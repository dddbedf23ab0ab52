import type { FormEvent } from 'react';
import { sendOnce } from '../hooks/send-once';
import { type PretendedTab, pretendTab } from './render-hook';

let tab: PretendedTab;
beforeEach(() => {
  jest.useFakeTimers();
  tab = pretendTab();
});
afterEach(() => {
  tab.close();
  jest.useRealTimers();
});

/** Whether the browser sends the form. */
function isSent(form: EventTarget): boolean {
  const preventDefault = jest.fn();
  sendOnce({ currentTarget: form, preventDefault } as unknown as FormEvent<HTMLFormElement>);
  return preventDefault.mock.calls.length === 0;
}

it('sends a form once, however often its button is pressed', () => {
  const form = new EventTarget();
  expect([isSent(form), isSent(form), isSent(form)]).toEqual([true, false, false]);
  expect(isSent(new EventTarget())).toBe(true);
});

it('sends it again after the browser has left the page and come back', () => {
  const form = new EventTarget();
  isSent(form);
  window.dispatchEvent(new Event('pagehide'));
  expect([isSent(form), isSent(form)]).toEqual([true, false]);
});

it('sends it again when no page has followed for 15 seconds', () => {
  const form = new EventTarget();
  isSent(form);
  jest.advanceTimersByTime(14_999);
  expect(isSent(form)).toBe(false);
  jest.advanceTimersByTime(1);
  expect(isSent(form)).toBe(true);
});
