import { Journal } from '../../outbox/journal';

/** Writes that end when they are told to. */
class Writes {
  readonly ends: ((failure?: Error) => void)[] = [];

  readonly write = (): Promise<void> =>
    new Promise((resolve, reject) => this.ends.push((failure) => (failure ? reject(failure) : resolve())));
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('writes once for all who ask before it begins', async () => {
  const journal = new Journal();
  const { ends, write } = new Writes();
  const waits = [journal.wait(write), journal.wait(write), journal.wait(write)];
  await settled();
  expect(ends).toHaveLength(1);
  ends[0]!();
  await Promise.all(waits);
});

it('does not let a write count for whoever asks while it is under way', async () => {
  const journal = new Journal();
  const { ends, write } = new Writes();
  const first = journal.wait(write);
  await settled();
  let isOver = false;
  const late = journal.wait(write).then(() => (isOver = true));
  ends[0]!();
  await first;
  await settled();
  expect([isOver, ends.length]).toEqual([false, 2]);
  ends[1]!();
  await late;
});

it('fails for those who wait for a write that fails, and for nobody after them', async () => {
  const journal = new Journal();
  const { ends, write } = new Writes();
  const waits = [journal.wait(write), journal.wait(write)];
  await settled();
  const next = journal.wait(write);
  ends[0]!(new Error('the database is away'));
  for (const wait of waits) await expect(wait).rejects.toThrow('away');
  await settled();
  ends[1]!();
  await next;
});
