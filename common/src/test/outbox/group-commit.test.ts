import { GroupCommit } from '../../outbox/group-commit';

/** Writes that end when they are told to. */
class Writes {
  readonly ends: ((failure?: Error) => void)[] = [];
  readonly batches: string[][] = [];

  readonly write = (batch: string[]): Promise<void> => {
    this.batches.push(batch);
    return new Promise((resolve, reject) =>
      this.ends.push((failure) => (failure ? reject(failure) : resolve())),
    );
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('writes once for all who ask before it begins', async () => {
  const { ends, batches, write } = new Writes();
  const commit = new GroupCommit(write);
  const waits = [commit.add('a'), commit.add('b'), commit.add('c')];
  await settled();
  expect(batches).toEqual([['a', 'b', 'c']]);
  ends[0]!();
  await Promise.all(waits);
});

it('does not let a write count for whoever asks while it is under way', async () => {
  const { ends, batches, write } = new Writes();
  const commit = new GroupCommit(write);
  const first = commit.add('first');
  await settled();
  let isOver = false;
  const late = commit.add('late').then(() => (isOver = true));
  ends[0]!();
  await first;
  await settled();
  expect({ isOver, batches }).toEqual({ isOver: false, batches: [['first'], ['late']] });
  ends[1]!();
  await late;
});

it('fails for those who wait for a write that fails, and for nobody after them', async () => {
  const { ends, write } = new Writes();
  const commit = new GroupCommit(write);
  const waits = [commit.add('a'), commit.add('b')];
  await settled();
  const next = commit.add('c');
  ends[0]!(new Error('the database is away'));
  for (const wait of waits) await expect(wait).rejects.toThrow('away');
  await settled();
  ends[1]!();
  await next;
});
