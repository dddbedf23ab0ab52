declare global {
  interface Window {
    /** The buttons that were pressed before the page's script ran, in order; gone once it has. */
    earlyClicks?: HTMLElement[];
  }
}

/** Runs with the document. Remembers presses of buttons that only the page's script answers. */
export const RECORD_EARLY_CLICKS = `window.earlyClicks = [];
document.addEventListener('click', function ({ target }) {
  const button = target.closest('.needs-script') && target.closest('button');
  if (button && window.earlyClicks) window.earlyClicks.push(button);
});`;

/** Carries them out, once the page's script listens. */
export function replayEarlyClicks(): void {
  const buttons = window.earlyClicks ?? [];
  delete window.earlyClicks;
  // Each in a task of its own: the next one sees what the one before has changed.
  for (const button of buttons) setTimeout(() => button.click());
}
