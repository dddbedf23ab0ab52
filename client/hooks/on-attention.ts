/** A tab that is switched to is shown and focused, in two events. */
const TOGETHER_WITHIN_MS = 1_000;

/**
 * Calls `onChange` when the tab is shown, hidden or focused, once for shown and focused; at once in a tab that is
 * hidden already. Returns how to stop.
 */
export function onAttention(onChange: (isVisible: boolean) => void): () => void {
  let shownAt = -Infinity;
  const notify = () => {
    const isVisible = !document.hidden;
    const now = performance.now();
    if (isVisible && now - shownAt < TOGETHER_WITHIN_MS) return;
    shownAt = isVisible ? now : -Infinity;
    onChange(isVisible);
  };
  document.addEventListener('visibilitychange', notify);
  window.addEventListener('focus', notify);
  if (document.hidden) onChange(false);
  return () => {
    document.removeEventListener('visibilitychange', notify);
    window.removeEventListener('focus', notify);
  };
}
