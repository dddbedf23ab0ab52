import { useState } from 'react';
import type { CartLine } from './use-cart-lines';

interface Row {
  line: CartLine;
  /** Gone from the cart, its row kept so that it can be brought back. */
  isRemoved: boolean;
}

/** The cart's lines with those just removed still in their places. */
export function useRemovedLines(
  lines: CartLine[] | null,
  setQuantity: (productId: string, quantity: number) => Promise<boolean>,
) {
  const [removed, setRemoved] = useState<{ line: CartLine; index: number }[]>([]);

  const rows: Row[] = (lines ?? []).map((line) => ({ line, isRemoved: false }));
  for (const { line, index } of removed) {
    if (rows.some((row) => row.line.productId === line.productId)) continue;
    rows.splice(index, 0, { line, isRemoved: true });
  }

  const remove = (line: CartLine) => {
    const index = rows.findIndex((row) => row.line.productId === line.productId);
    setRemoved((before) => [
      ...before.filter((entry) => entry.line.productId !== line.productId),
      { line, index },
    ]);
    void setQuantity(line.productId, 0);
  };
  const undo = (line: CartLine) => {
    setRemoved((before) => before.filter((entry) => entry.line.productId !== line.productId));
    void setQuantity(line.productId, line.quantity);
  };
  return { rows, remove, undo };
}
