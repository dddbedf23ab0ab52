import { putBack, take } from '../../domain/stock-decisions';
import type { StockMark } from '../../models/product';
import { aProduct } from '../builders';

const orderId = 'a'.repeat(24);
const now = new Date('2026-05-06T07:08:09Z');
const mark = (state: StockMark['state'], quantity = 3, of = orderId): StockMark => ({
  orderId: of,
  quantity,
  state,
  at: now,
});

describe('take', () => {
  it('takes the pieces, marks them, raises the version and announces it', () => {
    const { next, events, result } = take(aProduct({ quantity: 10, version: 4 }), {
      orderId,
      quantity: 3,
      now,
    });
    expect(result).toBe('taken');
    expect(next).toMatchObject({ quantity: 7, version: 5, updatedAt: now, marks: [mark('taken')] });
    expect(events).toHaveLength(1);
    expect(events?.[0]).toMatchObject({
      subject: 'product:updated',
      key: `product:updated:${String(next?._id)}:5`,
    });
    expect(JSON.parse(events?.[0]?.data ?? '')).toMatchObject({ quantity: 7, version: 5 });
  });

  it.each([
    ['taken before', aProduct({ marks: [mark('taken')] }), 'taken'],
    ['taken before and nothing left', aProduct({ quantity: 0, marks: [mark('taken')] }), 'taken'],
    ['given back before', aProduct({ marks: [mark('returned')] }), 'refused'],
    ['too few', aProduct({ quantity: 2 }), 'short'],
    [
      'too few for a second order',
      aProduct({ quantity: 2, marks: [mark('taken', 3, 'b'.repeat(24))] }),
      'short',
    ],
    ['no such product', null, 'short'],
  ])('changes nothing: %s', (_, product, result) => {
    expect(take(product, { orderId, quantity: 3, now })).toEqual({ result });
  });

  it('takes the very last piece', () => {
    expect(take(aProduct({ quantity: 3 }), { orderId, quantity: 3, now }).next?.quantity).toBe(0);
  });

  it('takes from a product that was stored before there were marks', () => {
    const { marks: _, ...old } = aProduct();
    expect(take(old as never, { orderId, quantity: 3, now }).result).toBe('taken');
  });
});

describe('put back', () => {
  const line = { orderId, quantity: 3, now, wasApplied: false };

  it('gives the pieces back, turns the mark, raises the version and announces it', () => {
    const other = mark('taken', 1, 'b'.repeat(24));
    const product = aProduct({ quantity: 7, version: 5, marks: [mark('taken'), other] });
    const { next, events, result } = putBack(product, line);
    expect(result).toBe('returned');
    expect(next).toMatchObject({ quantity: 10, version: 6, marks: [other, mark('returned')] });
    expect(events?.[0]?.key).toBe(`product:updated:${String(product._id)}:6`);
  });

  it('leaves a mark where nothing was taken; nobody outside sees a change', () => {
    const product = aProduct({ quantity: 7, version: 5 });
    const { next, events, result } = putBack(product, line);
    expect(result).toBe('fenced');
    expect(next).toEqual({ ...product, marks: [mark('returned')] });
    expect(events).toBeUndefined();
  });

  it('gives back by the order when the mark of an applied one has been pruned', () => {
    const { next, result } = putBack(aProduct({ quantity: 7 }), { ...line, wasApplied: true });
    expect(result).toBe('returned');
    expect(next).toMatchObject({ quantity: 10, version: 1, marks: [mark('returned')] });
  });

  it.each([
    ['given back before', aProduct({ marks: [mark('returned')] }), false],
    ['given back before, of an applied order', aProduct({ marks: [mark('returned')] }), true],
    ['no such product', null, true],
  ])('changes nothing: %s', (_, product, wasApplied) => {
    expect(putBack(product, { ...line, wasApplied })).toEqual({ result: 'nothing' });
  });
});
