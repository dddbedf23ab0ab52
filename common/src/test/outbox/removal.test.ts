import { model, Schema, Types } from 'mongoose';
import { aggregate, type AggregateFields } from '../../outbox/aggregate';
import { removeBatch, type Removal } from '../../outbox/removal';
import { useDatabase } from '../../testing';

const schema = new Schema<AggregateFields>();
schema.plugin(aggregate);
const Sent = model<AggregateFields>('Sent', schema);

const OURS = new Date('2030-01-01T00:00:01Z');
const LATER = new Date('2030-01-01T00:00:04Z');

interface Waiting {
  keys: string[];
  lease?: Date;
}

/** Stores documents with these events and gives the removal of the first event of each. */
async function store(...waiting: Waiting[]): Promise<Removal[]> {
  const documents = waiting.map(({ keys, lease = OURS }) => {
    const outbox = keys.map((key) => ({ key, subject: 'note', data: '{}' }));
    return { _id: new Types.ObjectId(), outbox, outboxAt: OURS, lease };
  });
  await Sent.insertMany(documents);
  return documents.map(({ _id, outbox }) => ({ id: _id, keys: [outbox[0]?.key as string], until: OURS }));
}

/** What waits in the documents of these removals. */
const left = (removals: Removal[]): Promise<object[]> =>
  Promise.all(
    removals.map(async ({ id }) => {
      const found = await Sent.findById(id).select('+outbox +outboxAt +lease').lean();
      return { keys: found?.outbox.map(({ key }) => key), since: found?.outboxAt, lease: found?.lease };
    }),
  );
const EMPTY = { keys: [], since: undefined, lease: undefined };

useDatabase();
afterEach(() => jest.restoreAllMocks());

it('empties outboxes in which nothing else waits by one plain update', async () => {
  const removals = await store({ keys: ['a:1'] }, { keys: ['b:1'] }, { keys: ['c:1'], lease: LATER });
  const perDocument = jest.spyOn(Sent.collection, 'bulkWrite');

  await removeBatch(Sent, removals);

  await expect(left(removals)).resolves.toEqual([EMPTY, EMPTY, EMPTY]);
  expect(perDocument).not.toHaveBeenCalled();
});

it('keeps what came meanwhile, and releases our lease of it but not the lease of another write', async () => {
  const removals = await store(
    { keys: ['a:1'] },
    { keys: ['b:1', 'b:2'] },
    { keys: ['c:1', 'c:2'], lease: LATER },
  );

  await removeBatch(Sent, removals);

  await expect(left(removals)).resolves.toEqual([
    EMPTY,
    { keys: ['b:2'], since: OURS, lease: undefined },
    { keys: ['c:2'], since: OURS, lease: LATER },
  ]);
});

it('removes nothing of a refused event, and lets no relay try it before the pause has ended', async () => {
  const [refused] = (await store({ keys: ['a:1'] })) as [Removal];

  await removeBatch(Sent, [{ ...refused, keys: [], pauseMs: 60_000 }]);

  const [{ lease, ...rest }] = (await left([refused])) as [{ lease: Date }];
  expect(rest).toEqual({ keys: ['a:1'], since: OURS });
  expect(lease.getTime()).toBeGreaterThan(Date.now() + 30_000);
});
