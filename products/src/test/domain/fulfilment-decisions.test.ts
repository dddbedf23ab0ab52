import { Types } from 'mongoose';
import {
  decideAbandonment,
  decideStart,
  decideCancellation,
  decideClosure,
  decideConfirmation,
  keepFulfilment,
  MARKS_KEPT_MS,
} from '../../domain/fulfilment-decisions';
import type { Fulfilment, FulfilmentStatus } from '../../models/fulfilment';

const orderId = 'a'.repeat(24);
const items = [{ productId: 'b'.repeat(24), quantity: 2 }];
const now = new Date('2026-05-06T07:08:09Z');
const before = new Date('2026-05-06T07:00:00Z');

const inState = (status: FulfilmentStatus, more: Partial<Fulfilment> = {}): Fulfilment => ({
  _id: new Types.ObjectId(orderId),
  items: status === 'voided' ? [] : items,
  status,
  updatedAt: before,
  ...more,
});

const steps = {
  begin: (f: Fulfilment) => decideStart(f, { orderId, items, now }),
  confirm: (f: Fulfilment) => decideConfirmation(f, now),
  abandon: (f: Fulfilment) => decideAbandonment(f, now),
  cancel: (f: Fulfilment) => decideCancellation(f, { orderId, now }),
  close: (f: Fulfilment) => decideClosure(f, now),
  keepFulfilment: (f: Fulfilment) => keepFulfilment(f),
};

/** from → step → to and what it announces; every pair that is not here changes nothing. */
const TABLE: [FulfilmentStatus, keyof typeof steps, FulfilmentStatus, string[]][] = [
  ['applying', 'confirm', 'applied', ['stock:confirmed']],
  ['applying', 'abandon', 'reverting', []],
  ['applying', 'cancel', 'reverting', []],
  ['applied', 'cancel', 'reverting', []],
  ['reverting', 'close', 'rejected', ['stock:rejected']],
];
const STATUSES: FulfilmentStatus[] = ['applying', 'applied', 'reverting', 'rejected', 'reverted', 'voided'];

describe('the life of a fulfilment', () => {
  const pairs = STATUSES.flatMap((from) =>
    (Object.keys(steps) as (keyof typeof steps)[]).map((step) => [from, step] as const),
  );

  it.each(pairs)('has one outcome when it is %s and the step is %s', (from, step) => {
    const row = TABLE.find(([status, name]) => status === from && name === step);
    const fulfilment = inState(from, from === 'reverting' ? { cause: 'shortage' } : {});
    const { next, events = [], result } = steps[step](fulfilment);
    expect(next?.status).toBe(row?.[2]);
    expect(result.status).toBe(row?.[2] ?? from);
    expect(events.map(({ subject }) => subject)).toEqual(row?.[3] ?? []);
    if (next) expect(next.updatedAt).toBe(now);
  });

  it('begins with the payment', () => {
    const { next, events } = decideStart(null, { orderId, items, now });
    expect(next).toEqual({ _id: new Types.ObjectId(orderId), items, status: 'applying', updatedAt: now });
    expect(events).toEqual([]);
  });

  it('leaves a tombstone for a cancelled order that was not paid', () => {
    const { next, events } = decideCancellation(null, { orderId, now });
    expect(next).toEqual({ _id: new Types.ObjectId(orderId), items: [], status: 'voided', updatedAt: now });
    expect(events).toEqual([]);
  });

  it('closes a cancelled one as reverted and says nothing: the order knows', () => {
    const { next, events } = decideClosure(inState('reverting', { cause: 'cancelled' }), now);
    expect(next?.status).toBe('reverted');
    expect(events).toEqual([]);
  });

  it('remembers that everything had been taken when an applied one is cancelled', () => {
    const applied = inState('applied', { pruneAt: before });
    expect(decideCancellation(applied, { orderId, now }).next).toMatchObject({
      wasApplied: true,
      pruneAt: undefined,
    });
    expect(decideCancellation(inState('applying'), { orderId, now }).next?.wasApplied).toBe(false);
  });

  it('keeps the marks for a while after its end', () => {
    const pruneAt = new Date(now.getTime() + MARKS_KEPT_MS);
    expect(decideConfirmation(inState('applying'), now).next).toMatchObject({ pruneAt });
    expect(decideClosure(inState('reverting', { cause: 'shortage' }), now).next).toMatchObject({ pruneAt });
  });

  it('announces the order and its items', () => {
    const [event] = decideConfirmation(inState('applying'), now).events ?? [];
    expect(event?.key).toBe(`stock:confirmed:${orderId}`);
    expect(JSON.parse(event?.data ?? '')).toMatchObject({ orderId, items });
  });

  it('refuses a second payment for other items', () => {
    const other = [{ productId: 'b'.repeat(24), quantity: 3 }];
    expect(() => decideStart(inState('applied'), { orderId, items: other, now })).toThrow('other items');
    expect(() => decideStart(inState('applied'), { orderId, items: [], now })).toThrow('other items');
  });

  it('fails when its document is gone', () => {
    for (const step of [decideConfirmation, decideAbandonment, decideClosure])
      expect(() => step(null, now)).toThrow('gone');
    expect(() => keepFulfilment(null)).toThrow('gone');
  });
});
