import type { Locator, Page } from 'playwright-core';

const MOST_STOPS = 80;

/** Whether no part of what has the focus is seen: scrolled away, or behind something that stays in place. */
const FOCUS_IS_HIDDEN = `(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return false;
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const points = [[x, y], [left + 3, top + 3], [right - 3, bottom - 3]];
  return points.every(([px, py]) => {
    const found = document.elementFromPoint(px, py);
    return !found || !(element.contains(found) || found.contains(element) || found.closest('label'));
  });
})()`;

/**
 * Presses Tab until `target` has the focus, as somebody without a mouse does.
 * @throws Error when the focus does not get there, or is hidden on the way
 */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await target.waitFor();
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    if (await target.evaluate(hasFocus)) return;
    await page.keyboard.press(key);
    if (await page.evaluate<boolean>(FOCUS_IS_HIDDEN))
      throw new Error(`the focus is hidden at ${await focused(page)}`);
  }
  throw new Error(`${String(target)} was not reached by ${key}; the focus is at ${await focused(page)}`);
}

/** Runs in the page. */
function hasFocus(element: unknown): boolean {
  const { ownerDocument } = element as { ownerDocument: { activeElement: unknown } };
  return ownerDocument.activeElement === element;
}

/** Goes to `target` and presses Enter there. */
export async function pressEnterOn(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** The start of the markup of what has the focus. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate('document.activeElement.outerHTML.slice(0, 160)');
