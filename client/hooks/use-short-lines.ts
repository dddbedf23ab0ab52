import { useState } from 'react';
import { browserClient } from '../api/build-client';
import { listShortLines, type ShortLine } from '../api/order-stock';
import type { Order } from '../api/types';
import { useWhileVisible } from './use-while-visible';

const CHECK_EVERY_MS = 15_000;

/** The order's lines that today's stock does not cover, asked again while `isWatched` and the tab is visible. */
export function useShortLines(order: Order, initial: ShortLine[], isWatched: boolean): ShortLine[] {
  const [lines, setLines] = useState(initial);
  const check = () => void listShortLines(browserClient, order).then(setLines, () => undefined);
  useWhileVisible(check, CHECK_EVERY_MS, isWatched);
  return lines;
}
