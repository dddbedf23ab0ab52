/** Calls `onChange` when the tab is shown, hidden or focused. Returns how to stop. */
export function onAttention(onChange: (isVisible: boolean) => void): () => void {
  const tell = () => onChange(!document.hidden);
  document.addEventListener('visibilitychange', tell);
  window.addEventListener('focus', tell);
  return () => {
    document.removeEventListener('visibilitychange', tell);
    window.removeEventListener('focus', tell);
  };
}
