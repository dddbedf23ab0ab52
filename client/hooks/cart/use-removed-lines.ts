import { useEffect, useState } from 'react';
import type { CartLine } from '../../domain/cart-line';

interface RemovedLine {
  line: CartLine;
  /** Where its row stood. */
  index: number;
}

interface CartRow {
  line: CartLine;
  /** Gone from the cart, its row kept so that it can be brought back. */
  isRemoved: boolean;
}

/** The rows of the cart: its lines, and those just removed still in their places. */
export function rowsOf(lines: CartLine[], removed: RemovedLine[]): CartRow[] {
  const rows: CartRow[] = lines.map((line) => ({ line, isRemoved: false }));
  for (const { line, index } of removed) {
    if (!includes(lines, line)) rows.splice(index, 0, { line, isRemoved: true });
  }
  return rows;
}

/** Without those that are in the cart again: the shop refused to remove them, or they came back elsewhere. */
export function withoutReturned(removed: RemovedLine[], lines: CartLine[]): RemovedLine[] {
  const gone = removed.filter(({ line }) => !includes(lines, line));
  return gone.length === removed.length ? removed : gone;
}

function includes(lines: CartLine[], { productId }: CartLine): boolean {
  return lines.some((line) => line.productId === productId);
}

/** The cart's rows, and how to take a line out and bring it back. */
export function useRemovedLines(
  lines: CartLine[] | null,
  setQuantity: (productId: string, quantity: number) => Promise<boolean>,
) {
  const [removed, setRemoved] = useState<RemovedLine[]>([]);
  const rows = rowsOf(lines ?? [], removed);
  useEffect(() => {
    if (lines) setRemoved((before) => withoutReturned(before, lines));
  }, [lines]);

  const keepRow = (entry: RemovedLine) =>
    setRemoved((before) => [...before.filter(({ line }) => line.productId !== entry.line.productId), entry]);

  const remove = (line: CartLine) => {
    keepRow({ line, index: rows.findIndex((row) => row.line.productId === line.productId) });
    void setQuantity(line.productId, 0);
  };
  const undo = (line: CartLine) => {
    const index = rows.findIndex((row) => row.line.productId === line.productId);
    setRemoved((before) => before.filter((entry) => entry.line.productId !== line.productId));
    void setQuantity(line.productId, line.quantity).then((isBack) => {
      if (!isBack) keepRow({ line, index });
    });
  };
  return { rows, remove, undo };
}
