import type { Product, StockLedger } from '../models/product';

/** A product that was made before the ledger was kept has none, and gets none: where its stock began is not known. */
type Kept = StockLedger | undefined;

/** The ledger of a new product. */
export const openLedger = (start: number): StockLedger => ({
  start,
  edits: 0,
  edited: 0,
  takes: 0,
  putBacks: 0,
});

/** A seller changed a product, and its stock by `difference` pieces. */
export const countEdit = (ledger: Kept, difference: number): Kept =>
  ledger && { ...ledger, edits: ledger.edits + 1, edited: ledger.edited + difference };

/** An order took its pieces. */
export const countTake = (ledger: Kept): Kept => ledger && { ...ledger, takes: ledger.takes + 1 };

/** An order put its pieces back. */
export const countPutBack = (ledger: Kept): Kept => ledger && { ...ledger, putBacks: ledger.putBacks + 1 };

/** Pieces that paid orders hold; undefined for a product without a ledger. */
export const piecesSold = ({ quantity, stockLedger }: Pick<Product, 'quantity' | 'stockLedger'>) =>
  stockLedger && stockLedger.start + stockLedger.edited - quantity;
