import { useRouter } from 'next/router';
import { useEffect, useState } from 'react';

/** An answer within this time needs no sign of progress. */
const SHOWN_AFTER_MS = 300;

/** The address that the visitor waits for, once that takes a while; null otherwise. */
export function usePendingRoute(): string | null {
  const { events } = useRouter();
  const [pending, setPending] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const start = (address: string, { shallow }: { shallow: boolean }) => {
      clearTimeout(timer);
      if (!shallow) timer = setTimeout(() => setPending(address), SHOWN_AFTER_MS);
    };
    const end = () => {
      clearTimeout(timer);
      setPending(null);
    };
    events.on('routeChangeStart', start);
    events.on('routeChangeComplete', end);
    events.on('routeChangeError', end);
    return () => {
      clearTimeout(timer);
      events.off('routeChangeStart', start);
      events.off('routeChangeComplete', end);
      events.off('routeChangeError', end);
    };
  }, [events]);
  return pending;
}
