import { useEffect, useState } from 'react';

/** A payment is usually answered sooner, and the card form loaded. */
const SLOW_AFTER_MS = 8_000;

/** Whether what is `busy` has been so for longer than usual. */
export function useSlow(busy: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!busy) return;
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [busy]);
  return isSlow;
}
