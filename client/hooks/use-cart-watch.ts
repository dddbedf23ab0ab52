import { useEffect, useRef, useState } from 'react';
import { formatCents } from '../components/price';
import { onAttention } from './on-attention';
import { type CartLine, type CartLines, changedLines, obstacleOf } from './use-cart-lines';

const CHECK_EVERY_MS = 15_000;

/** Asks for prices and stock again while the cart is open. What has changed since, in sentences; empty for nothing. */
export function useCartWatch({ lines, reload }: Pick<CartLines, 'lines' | 'reload'>): string {
  const [told, setTold] = useState('');
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
      if (now && isCurrent) setTold((last) => changesText(before, now) || last);
    };
    const timer = setInterval(() => !document.hidden && void check(), CHECK_EVERY_MS);
    const ignore = onAttention((isVisible) => isVisible && void check());
    return () => {
      isCurrent = false;
      clearInterval(timer);
      ignore();
    };
  }, []);
  return told;
}

function changesText(before: CartLine[], now: CartLine[]): string {
  return changedLines(before, now)
    .map((line) => {
      const { product } = line;
      const was = before.find(({ productId }) => productId === line.productId)?.product;
      if (!product) return `${was?.title ?? 'A product'}: no longer on sale.`;
      const price = product.priceCents === was?.priceCents ? '' : ` now ${formatCents(product.priceCents)}.`;
      const obstacle = obstacleOf(line);
      return `${product.title}:${price}${obstacle ? ` ${obstacle}` : price ? '' : ' can be ordered again.'}`;
    })
    .join(' ');
}
