import { useEffect, useRef, useState } from 'react';
import type { Product } from '../api/types';
import { formatCents } from '../components/price';
import { onAttention } from './on-attention';
import { type CartLine, type CartLines, changedLines, obstacleOf } from './use-cart-lines';

const CHECK_EVERY_MS = 15_000;

interface Change {
  productId: string;
  text: string;
}

/**
 * Asks for prices and stock again while the cart is open. What has changed since with the lines that are still in it,
 * in sentences; empty for nothing.
 */
export function useCartWatch({ lines, reload }: Pick<CartLines, 'lines' | 'reload'>): string {
  const [told, setTold] = useState<Change[]>([]);
  const shown = useRef({ lines, reload });
  useEffect(() => {
    shown.current = { lines, reload };
  });
  useEffect(() => {
    let isCurrent = true;
    const check = async () => {
      const { lines: before, reload: ask } = shown.current;
      if (!before?.length) return;
      const now = await ask();
      const changes = now ? changesOf(before, now) : [];
      if (isCurrent && changes.length > 0) setTold(changes);
    };
    const timer = setInterval(() => !document.hidden && void check(), CHECK_EVERY_MS);
    const ignore = onAttention((isVisible) => isVisible && void check());
    return () => {
      isCurrent = false;
      clearInterval(timer);
      ignore();
    };
  }, []);
  return told
    .filter(({ productId }) => lines?.some((line) => line.productId === productId))
    .map(({ text }) => text)
    .join(' ');
}

function changesOf(before: CartLine[], now: CartLine[]): Change[] {
  return changedLines(before, now).map((line) => {
    const { productId } = line;
    const was = before.find((known) => known.productId === productId)?.product;
    return { productId, text: changeText(line, was ?? null) };
  });
}

function changeText(line: CartLine, was: Product | null): string {
  const { product } = line;
  if (!product) return `${was?.title ?? 'A product'}: no longer on sale.`;
  const price = product.priceCents === was?.priceCents ? '' : ` now ${formatCents(product.priceCents)}.`;
  const obstacle = obstacleOf(line);
  return `${product.title}:${price}${obstacle ? ` ${obstacle}` : price ? '' : ' can be ordered again.'}`;
}
