import { useEffect, useState } from 'react';
import { browserClient } from '../api/build-client';
import { listShortLines, type ShortLine } from '../api/order-stock';
import type { Order } from '../api/types';
import { onAttention } from './on-attention';

const CHECK_EVERY_MS = 15_000;

/** The order's lines that today's stock does not cover, asked again while `isWatched` and the tab is visible. */
export function useShortLines(order: Order, initial: ShortLine[], isWatched: boolean): ShortLine[] {
  const [lines, setLines] = useState(initial);
  const [first] = useState(order);
  useEffect(() => {
    if (!isWatched) return;
    let isCurrent = true;
    const check = () =>
      void listShortLines(browserClient, first).then(
        (found) => isCurrent && setLines(found),
        () => undefined,
      );
    const timer = setInterval(() => !document.hidden && check(), CHECK_EVERY_MS);
    const ignore = onAttention((isVisible) => isVisible && check());
    return () => {
      isCurrent = false;
      clearInterval(timer);
      ignore();
    };
  }, [isWatched, first]);
  return lines;
}
