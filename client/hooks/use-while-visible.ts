import { useEffect, useRef } from 'react';
import { onAttention } from './on-attention';

/** Calls `check` every so often while the tab is visible, and at once when it is shown or focused. */
export function useWhileVisible(check: () => void, everyMs: number, isOn = true): void {
  const latest = useRef(check);
  useEffect(() => {
    latest.current = check;
  });
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => !document.hidden && latest.current(), everyMs);
    const ignore = onAttention((isVisible) => isVisible && latest.current());
    return () => {
      clearInterval(timer);
      ignore();
    };
  }, [everyMs, isOn]);
}
