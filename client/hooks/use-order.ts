import { useCallback, useEffect, useRef, useState } from 'react';
import { browserClient } from '../api/build-client';
import { showOrder } from '../api/orders';
import type { Order } from '../api/types';
import { isSettled, pollDelay } from './poll-order';

/**
 * The order as it is now: asks again with growing pauses until it is settled, and not while the tab is hidden.
 * `underWay`: something was just set off, so look sooner. `look` asks at once.
 */
export function useOrder(initial: Order, underWay: boolean) {
  const [order, setOrder] = useState(initial);
  const [offline, setOffline] = useState(false);
  const version = useRef(initial.version);

  const look = useCallback(async () => {
    const latest = await showOrder(browserClient, initial.id);
    setOffline(false);
    const isNew = latest.version !== version.current;
    version.current = latest.version;
    setOrder(latest);
    return isNew;
  }, [initial.id]);

  const settled = isSettled(order);
  const busy = underWay || order.paid || order.status !== 'Created';
  useEffect(() => {
    if (settled) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let quiet = 0;
    let stopped = false;
    const wait = () => {
      clearTimeout(timer);
      if (!stopped && !document.hidden) timer = setTimeout(() => void again(), pollDelay(quiet, busy));
    };
    const again = async () => {
      try {
        quiet = (await look()) ? 0 : quiet + 1;
      } catch {
        quiet += 1;
        if (quiet > 2) setOffline(true);
      }
      wait();
    };
    const onVisibility = () => {
      quiet = 0;
      if (document.hidden) clearTimeout(timer);
      else void again();
    };
    document.addEventListener('visibilitychange', onVisibility);
    wait();
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [settled, busy, look]);

  return { order, offline, look };
}
