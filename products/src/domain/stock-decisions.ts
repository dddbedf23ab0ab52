import type { Decision, Stored } from '@datnxecommerce/common';
import { productUpdated } from '../events/publishers/product-updated-publisher';
import type { Product, StockLedger, StockMark } from '../models/product';
import { countPutBack, countTake } from './stock-ledger';

/** One order's share of one product. */
export interface OrderLine {
  orderId: string;
  quantity: number;
  now: Date;
}

/** `taken`: the order has its pieces, now or already; `short`: there are too few; `refused`: it may take no more. */
export type TakeResult = 'taken' | 'short' | 'refused';

/** `returned`: the pieces are back; `fenced`: none were taken and none can be any more; `nothing`: already done. */
export type PutBackResult = 'returned' | 'fenced' | 'nothing';

/** An order takes its pieces of a product, once. */
export function take(product: Stored<Product> | null, line: OrderLine): Decision<Product, TakeResult> {
  const mark = product && markOf(product, line.orderId);
  if (mark) return { result: mark.state === 'taken' ? 'taken' : 'refused' };
  if (!product || product.quantity < line.quantity) return { result: 'short' };
  const { orderId, quantity, now } = line;
  const marks = [...marksOf(product), { orderId, quantity, state: 'taken' as const, at: now }];
  const stockLedger = countTake(product.stockLedger);
  return { ...withStock(product, -quantity, { marks, stockLedger }, now), result: 'taken' };
}

/**
 * An order gives back what it took of a product, once. Where it took nothing it leaves a mark all the same:
 * a slow duplicate of the same payment, still on its way through the items, must not take from here afterwards.
 * @param line `wasApplied`: every item had been taken, so a missing mark has been pruned, not never made
 */
export function putBack(
  product: Stored<Product> | null,
  line: OrderLine & { wasApplied: boolean },
): Decision<Product, PutBackResult> {
  if (!product) return { result: 'nothing' };
  const { orderId, quantity, now, wasApplied } = line;
  const mark = markOf(product, orderId);
  if (mark?.state === 'returned') return { result: 'nothing' };
  const others = marksOf(product).filter((other) => other !== mark);
  const marks = [...others, { orderId, quantity, state: 'returned' as const, at: now }];
  if (!mark && !wasApplied) return { next: { ...product, marks }, result: 'fenced' };
  const stockLedger = countPutBack(product.stockLedger);
  return {
    ...withStock(product, mark?.quantity ?? quantity, { marks, stockLedger }, now),
    result: 'returned',
  };
}

// Documents written before there were marks have none.
const marksOf = (product: Product): StockMark[] => product.marks ?? [];

const markOf = (product: Product, orderId: string): StockMark | undefined =>
  marksOf(product).find((mark) => mark.orderId === orderId);

interface StockRecords {
  marks: StockMark[];
  stockLedger?: StockLedger;
}

function withStock(product: Product, difference: number, records: StockRecords, now: Date) {
  const next = {
    ...product,
    ...records,
    quantity: product.quantity + difference,
    version: product.version + 1,
    updatedAt: now,
  };
  return { next, events: [productUpdated.announce(next, now)] };
}
