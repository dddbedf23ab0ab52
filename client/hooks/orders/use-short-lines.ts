import { useCallback, useEffect, useState } from 'react';
import { browserClient } from '../../api/build-client';
import { listShortLines, type ShortLine } from '../../api/order-stock';
import type { Order } from '../../api/types';
import { useWhileVisible } from '../use-while-visible';

const CHECK_EVERY_MS = 15_000;

/**
 * The order's lines that today's stock does not cover: asked again while `isWatched` and the tab is visible, and once
 * when the order ends because of them.
 */
export function useShortLines(order: Order, initial: ShortLine[], isWatched: boolean): ShortLine[] {
  const [lines, setLines] = useState(initial);
  const [first] = useState(order);
  const check = useCallback(
    () => void listShortLines(browserClient, first).then(setLines, () => undefined),
    [first],
  );
  useWhileVisible(check, CHECK_EVERY_MS, isWatched);
  const hasEnded = order.cancelReason === 'out_of_stock' && first.cancelReason === null;
  useEffect(() => {
    if (hasEnded) check();
  }, [hasEnded, check]);
  return lines;
}
