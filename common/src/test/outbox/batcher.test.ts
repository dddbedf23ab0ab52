import type { Connection } from 'mongoose';
import { Batcher, batcherOf } from '../../outbox/batcher';

/** Calls that end when they are told to. */
class Calls {
  readonly ends: ((failure?: Error) => void)[] = [];
  readonly batches: string[][] = [];

  readonly work = (batch: string[]): Promise<string[]> => {
    this.batches.push(batch);
    return new Promise((resolve, reject) =>
      this.ends.push((failure) =>
        failure ? reject(failure) : resolve(batch.map((item) => item.toUpperCase())),
      ),
    );
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('calls once for all who ask before it begins, and hands each its own result', async () => {
  const { ends, batches, work } = new Calls();
  const batcher = new Batcher(work);
  const waits = [batcher.add('a'), batcher.add('b'), batcher.add('c')];
  await settled();
  expect(batches).toEqual([['a', 'b', 'c']]);
  ends[0]!();
  await expect(Promise.all(waits)).resolves.toEqual(['A', 'B', 'C']);
});

it('does not let a call count for whoever asks while it is under way', async () => {
  const { ends, batches, work } = new Calls();
  const batcher = new Batcher(work);
  const first = batcher.add('first');
  await settled();
  let isOver = false;
  const late = batcher.add('late').then(() => (isOver = true));
  ends[0]!();
  await first;
  await settled();
  expect({ isOver, batches }).toEqual({ isOver: false, batches: [['first'], ['late']] });
  ends[1]!();
  await late;
});

it('fails for those who wait for a call that the database is away for, and for nobody after them', async () => {
  const { ends, batches, work } = new Calls();
  const batcher = new Batcher(work);
  const waits = [batcher.add('a'), batcher.add('b')];
  await settled();
  const next = batcher.add('c');
  ends[0]!(Object.assign(new Error('away'), { name: 'MongoNetworkError' }));
  for (const wait of waits) await expect(wait).rejects.toThrow('away');
  await settled();
  ends[1]!();
  await expect(next).resolves.toBe('C');
  expect(batches).toEqual([['a', 'b'], ['c']]);
});

it('does each alone when they could not be done together', async () => {
  const batcher = new Batcher(async (batch: string[]) => {
    if (batch.includes('bad')) throw new Error('bad');
    return batch.map((item) => item.toUpperCase());
  });
  const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map((item) => batcher.add(item)));
  expect(outcomes).toEqual([
    { status: 'fulfilled', value: 'A' },
    { status: 'rejected', reason: new Error('bad') },
    { status: 'fulfilled', value: 'B' },
  ]);
});

it('lets a call that never ends hold up nobody for longer than a second', async () => {
  const { ends, work } = new Calls();
  const batcher = new Batcher(work);
  void batcher.add('forgotten');
  await settled();
  const begin = performance.now();
  const [next, late] = [batcher.add('next'), batcher.add('late')];
  while (ends.length < 2 && performance.now() - begin < 5000) await settled();
  expect(ends).toHaveLength(2);
  expect(performance.now() - begin).toBeGreaterThan(900);
  const behind = batcher.add('behind');
  ends[1]!();
  await Promise.all([next, late]);
  await settled();
  ends[2]!();
  await expect(behind).resolves.toBe('BEHIND');
});

it('shares nothing between two connections or two names', () => {
  const [here, there] = [{}, {}] as Connection[];
  const work = async (): Promise<string[]> => [];
  const first = batcherOf(here!, 'orders', work);
  expect(batcherOf(here!, 'orders', work)).toBe(first);
  expect([batcherOf(here!, 'carts', work), batcherOf(there!, 'orders', work)]).not.toContain(first);
});

it('is kept as long as it has work', async () => {
  const connection = {} as Connection;
  const calls = new Calls();
  const named = (): Batcher<string, string> => batcherOf(connection, 'one order', calls.work);
  const busy = named();
  const first = busy.add('first');
  await settled();
  const second = named().add('second');
  calls.ends[0]!();
  await first;
  expect(named()).toBe(busy);
  await settled();
  calls.ends[1]!();
  await second;
  await settled();
  expect(named()).not.toBe(busy);
});
