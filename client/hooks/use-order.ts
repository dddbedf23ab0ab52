import { useEffect, useState } from 'react';
import { browserClient } from '../api/build-client';
import type { Order } from '../api/types';
import { onAttention } from './on-attention';
import { OrderWatch } from './order-watch';
import { useStore } from './store';

/** The order as it is now; `look` asks at once, `watch` starts polling while something is under way. */
export function useOrder(initial: Order) {
  const [watch] = useState(() => new OrderWatch(browserClient, initial));
  useEffect(() => {
    watch.start();
    const ignore = onAttention((isVisible) => watch.setVisible(isVisible));
    return () => {
      ignore();
      watch.stop();
    };
  }, [watch]);
  return { watch, look: watch.look, ...useStore(watch) };
}
