import type { FormEvent } from 'react';

/** Longer than pages take to answer: a visitor who stopped the browser can send the form again. */
const GIVEN_UP_AFTER_MS = 15_000;
const busyUntil = new WeakMap<EventTarget, number>();

/** onSubmit of a form that the browser sends by itself: ignores further submits until the browser leaves the page. */
export function sendOnce(event: FormEvent<HTMLFormElement>): void {
  const form = event.currentTarget;
  if (Date.now() < (busyUntil.get(form) ?? 0)) return event.preventDefault();
  busyUntil.set(form, Date.now() + GIVEN_UP_AFTER_MS);
  // The Back button may show this very page again, its script still running.
  window.addEventListener('pagehide', () => busyUntil.delete(form), { once: true });
}
