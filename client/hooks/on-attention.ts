/** Calls `onChange` when the tab is shown, hidden or focused. Returns how to stop. */
export function onAttention(onChange: (isVisible: boolean) => void): () => void {
  const notify = () => onChange(!document.hidden);
  document.addEventListener('visibilitychange', notify);
  window.addEventListener('focus', notify);
  return () => {
    document.removeEventListener('visibilitychange', notify);
    window.removeEventListener('focus', notify);
  };
}
