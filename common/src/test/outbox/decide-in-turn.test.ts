import { decideInTurn, type Decide } from '../../outbox/decide-in-turn';
import type { Stored } from '../../outbox/load';

interface Stock {
  left: number;
  note?: string;
}

const stored = (left: number): Stored<Stock> => ({ _id: 'lamp', left });

const told = (left: number) => ({ key: `left:${left}`, subject: 'stock:changed', data: '{}' });

const take =
  (pieces: number): Decide<Stock, number> =>
  (current) => {
    if (!current) return { next: { left: 10 }, events: [told(10)], result: 10 };
    const left = current.left - pieces;
    if (left < 0) throw new Error(`only ${current.left} left`);
    return { next: { ...current, left }, events: [told(left)], result: left };
  };

const answered = (value: unknown) => ({ status: 'fulfilled', value });
const failed = (reason: unknown) => ({ status: 'rejected', reason });

const look: Decide<Stock, number | undefined> = (current) => ({ result: current?.left });

it('decides each by what those before it leave, and comes to one write', () => {
  const { next, events, outcomes } = decideInTurn(stored(5), [take(1), take(3), look]);
  expect(next).toEqual(stored(1));
  expect(events.map(({ key }) => key)).toEqual(['left:4', 'left:1']);
  expect(outcomes).toEqual([4, 1, 1].map(answered));
});

it('leaves the state as it was where one throws, and tells only who asked', () => {
  const { next, events, outcomes } = decideInTurn(stored(5), [take(4), take(2), take(1)]);
  expect(next).toEqual(stored(0));
  expect(events).toHaveLength(2);
  expect(outcomes).toEqual([answered(1), failed(new Error('only 1 left')), answered(0)]);
});

it('takes nothing of a decision whose event no broker would take', () => {
  const unsendable: Decide<Stock> = (current) => ({
    next: { ...(current as Stock), left: 0 },
    events: [told(0), { ...told(0), subject: 'two words' }],
    result: 'never',
  });
  const { next, events, outcomes } = decideInTurn(stored(5), [unsendable, take(1)]);
  expect(next).toEqual(stored(4));
  expect(events.map(({ key }) => key)).toEqual(['left:4']);
  expect(outcomes).toEqual([failed(expect.any(TypeError)), answered(4)]);
});

it('has nothing to write when nothing changes', () => {
  const { next, events } = decideInTurn(stored(5), [look, look]);
  expect(next).toBeUndefined();
  expect(events).toEqual([]);
});

it('keeps what an earlier one removed away, also when a later one does not speak of it', () => {
  const forget: Decide<Stock> = (current) => ({
    next: { ...(current as Stock), note: undefined },
    result: 0,
  });
  const setLeft: Decide<Stock> = () => ({ next: { left: 2 }, result: 0 });
  const { next } = decideInTurn({ ...stored(5), note: 'fragile' }, [forget, setLeft]);
  expect(next).toEqual({ _id: 'lamp', left: 2, note: undefined });
  expect(next).toHaveProperty('note');
});

it('stops after an insert: what comes next must see what the database has made of it', () => {
  const { next, events, outcomes } = decideInTurn<Stock>(null, [look, take(1), take(1)]);
  expect(next).toEqual({ left: 10 });
  expect(events).toHaveLength(1);
  expect(outcomes).toEqual([undefined, 10].map(answered));
});
