import { Batcher } from '../../database/batcher';

/** Calls that end when the test says so. */
class Calls {
  readonly ends: ((failure?: Error) => void)[] = [];
  readonly batches: string[][] = [];
  readonly batcher = new Batcher<string, string, string>((key, batch) => {
    this.batches.push(batch.map((item) => `${key}.${item}`));
    return new Promise((resolve, reject) =>
      this.ends.push((failure) =>
        failure ? reject(failure) : resolve(batch.map((item) => item.toUpperCase())),
      ),
    );
  });
  readonly add = (item: string, key = 'k', connection = this.ends): Promise<string> =>
    this.batcher.add(connection, key, item);
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('makes one call for all items that arrive before it starts, and returns each its own result', async () => {
  const { ends, batches, add } = new Calls();
  const waits = [add('a'), add('b'), add('c')];
  await settled();
  expect(batches).toEqual([['k.a', 'k.b', 'k.c']]);
  ends[0]!();
  await expect(Promise.all(waits)).resolves.toEqual(['A', 'B', 'C']);
});

it('starts another call for an item that arrives while one runs', async () => {
  const { ends, batches, add } = new Calls();
  const first = add('first');
  await settled();
  let isOver = false;
  const late = add('late').then(() => (isOver = true));
  ends[0]!();
  await first;
  await settled();
  expect({ isOver, batches }).toEqual({ isOver: false, batches: [['k.first'], ['k.late']] });
  ends[1]!();
  await late;
});

it('fails the items of a call for which the database is unavailable, and no later ones', async () => {
  const { ends, batches, add } = new Calls();
  const waits = [add('a'), add('b')];
  await settled();
  const next = add('c');
  ends[0]!(Object.assign(new Error('no connection'), { name: 'MongoNetworkError' }));
  for (const wait of waits) await expect(wait).rejects.toThrow('no connection');
  await settled();
  ends[1]!();
  await expect(next).resolves.toBe('C');
  expect(batches).toEqual([['k.a', 'k.b'], ['k.c']]);
});

it('tries each item alone when the batch failed', async () => {
  const batcher = new Batcher(async (_key: string, batch: string[]) => {
    if (batch.includes('bad')) throw new Error('bad');
    return batch.map((item) => item.toUpperCase());
  });
  const connection = {};
  const outcomes = await Promise.allSettled(
    ['a', 'bad', 'b'].map((item) => batcher.add(connection, 'k', item)),
  );
  expect(outcomes).toEqual([
    { status: 'fulfilled', value: 'A' },
    { status: 'rejected', reason: new Error('bad') },
    { status: 'fulfilled', value: 'B' },
  ]);
});

it('waits no longer than a second for a call that never ends', async () => {
  const { ends, add } = new Calls();
  void add('forgotten');
  await settled();
  const begin = performance.now();
  const [next, late] = [add('next'), add('late')];
  while (ends.length < 2 && performance.now() - begin < 5000) await settled();
  expect(ends).toHaveLength(2);
  expect(performance.now() - begin).toBeGreaterThan(900);
  const behind = add('behind');
  ends[1]!();
  await Promise.all([next, late]);
  await settled();
  ends[2]!();
  await expect(behind).resolves.toBe('BEHIND');
});

it('never mixes items of two keys or two connections', async () => {
  const { ends, batches, add } = new Calls();
  const [here, there] = [[], []];
  const waits = [add('a', 'x', here), add('b', 'y', here), add('c', 'x', there), add('d', 'x', here)];
  await settled();
  expect(batches).toEqual([['x.a', 'x.d'], ['y.b'], ['x.c']]);
  ends.forEach((end) => end());
  await expect(Promise.all(waits)).resolves.toEqual(['A', 'B', 'C', 'D']);
});

it('forgets a key that has no work left', async () => {
  const { ends, batcher, add } = new Calls();
  const first = add('first');
  await settled();
  const second = add('second');
  ends[0]!();
  await first;
  await settled();
  ends[1]!();
  await second;
  await settled();
  expect(batcher['queues'].get(ends)?.size).toBe(0);
});
