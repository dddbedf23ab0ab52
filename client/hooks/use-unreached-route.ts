import { useRouter } from 'next/router';
import { useEffect, useState } from 'react';

/** The address that a click led to and the network did not; null otherwise. Call it after every other router hook. */
export function useUnreachedRoute(): string | null {
  const { events } = useRouter();
  const [unreached, setUnreached] = useState<string | null>(null);
  useEffect(() => {
    const clear = () => setUnreached(null);
    const stay = (error: RouteError, address: string) => {
      // "Back" has changed the address already: only a full load agrees with it.
      const isBack = new URL(address, location.href).href === location.href;
      if (isBack || error.cancelled || !isOfNetwork(error)) return;
      setUnreached(address);
      // Next.js would load the address anew, into the browser's own error page. It takes this error as "stay".
      throw Object.assign(new Error(`${address} is not reachable`), { cancelled: true });
    };
    events.on('routeChangeStart', clear);
    events.on('routeChangeError', stay);
    return () => {
      events.off('routeChangeStart', clear);
      events.off('routeChangeError', stay);
    };
  }, [events]);
  return unreached;
}

type RouteError = Error & { cancelled?: boolean };

/** `fetch` rejects with a TypeError. A script that fails to load does not say why. */
const isOfNetwork = (error: RouteError) => error instanceof TypeError || !navigator.onLine;
