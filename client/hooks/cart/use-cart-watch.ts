import { useState } from 'react';
import type { Product } from '../../api/types';
import { formatCents } from '../../domain/money';
import { type CartLine, changedLines, obstacleOf } from '../../domain/cart-line';
import type { CartLines } from './use-cart-lines';
import { useWhileVisible } from '../use-while-visible';

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
  const check = async () => {
    if (!lines?.length) return;
    const now = await reload();
    const changes = now ? changesOf(lines, now) : [];
    if (changes.length > 0) setTold(changes);
  };
  useWhileVisible(() => void check(), CHECK_EVERY_MS);
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
