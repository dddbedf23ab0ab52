import { Types } from 'mongoose';
import { decideCreation, decideEdit } from '../../domain/product-decisions';
import { putBack, take } from '../../domain/stock-decisions';
import { openLedger } from '../../domain/stock-ledger';
import type { Product } from '../../models/product';
import { aProduct } from '../builders';

const userId = 'a'.repeat(24);
const orderId = 'b'.repeat(24);
const now = new Date('2026-05-06T07:08:09Z');
const order = { orderId, quantity: 3, now };

const product = (): Product => aProduct({ userId, quantity: 10 });

describe('the stock ledger', () => {
  it('begins with what the seller puts up', () => {
    const fields = { title: 'Lamp', price: 1, quantity: 4 };
    const { next } = decideCreation(null, { id: new Types.ObjectId(), userId, fields, now, hasRoom: true });
    expect(next?.stockLedger).toEqual({ start: 4, edits: 0, edited: 0, takes: 0, putBacks: 0 });
  });

  it("counts a seller's change, and by how many pieces it moved the stock", () => {
    const more = decideEdit(product(), { userId, fields: { quantity: 12 }, now }).next;
    expect(more?.stockLedger).toMatchObject({ edits: 1, edited: 2 });
    const fewer = decideEdit(more ?? null, { userId, fields: { quantity: 5, price: 2 }, now }).next;
    expect(fewer?.stockLedger).toMatchObject({ edits: 2, edited: -5 });
    const untouched = decideEdit(fewer ?? null, { userId, fields: { title: 'Lamps' }, now }).next;
    expect(untouched?.stockLedger).toMatchObject({ edits: 3, edited: -5 });
  });

  it('counts each take and each put back once, as the version does', () => {
    const taken = take(product(), order).next as Product;
    expect(taken.stockLedger).toEqual({ ...openLedger(10), takes: 1 });
    expect(take(taken, order).next).toBeUndefined();
    const back = putBack(taken, { ...order, wasApplied: false }).next as Product;
    expect(back.stockLedger).toEqual({ ...openLedger(10), takes: 1, putBacks: 1 });
    expect(back.version).toBe(2);
  });

  it('counts no put back where nothing was taken', () => {
    const fenced = putBack(product(), { ...order, wasApplied: false }).next;
    expect(fenced?.stockLedger).toEqual(openLedger(10));
  });

  it('is not begun in the middle of the life of a product that has none', () => {
    const { stockLedger: _, ...old } = product();
    expect(take(old, order).next?.stockLedger).toBeUndefined();
    expect(putBack(old, { ...order, wasApplied: true }).next?.stockLedger).toBeUndefined();
    expect(decideEdit(old, { userId, fields: { quantity: 5 }, now }).next?.stockLedger).toBeUndefined();
  });
});
