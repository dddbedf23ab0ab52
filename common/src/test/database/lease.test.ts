import { model, Schema } from 'mongoose';
import { databaseTime } from '../../database/database';
import { isLeased, leaseHasExpired, notLeased } from '../../database/lease';
import { useDatabase } from '../../testing';

interface Leased {
  name: string;
  lease?: Date;
}

const schema = new Schema<Leased>({ name: String, lease: Date }, { versionKey: false });
schema.index({ lease: 1 }, { sparse: true });
const Leased = model<Leased>('Leased', schema);

const LONGEST_MS = 60_000;

useDatabase();

describe('a lease', () => {
  it.each<[string, number | undefined, boolean]>([
    ['is absent', undefined, true],
    ['ended a moment ago', -1, true],
    ['ended a day ago', -86_400_000, true],
    ['lasts for half of the longest time', LONGEST_MS / 2, false],
    ['ends later than any new one', LONGEST_MS + 30_000, true],
    ['ends in an hour, by a clock that was ahead', 3_600_000, true],
  ])('that %s is judged alike by queries and by a decision', async (_which, endsInMs, isOver) => {
    const now = await databaseTime(Leased.db);
    const lease = endsInMs === undefined ? undefined : new Date(now.getTime() + endsInMs);
    await Leased.create({ name: 'one', lease });
    expect(await Leased.countDocuments(notLeased(LONGEST_MS))).toBe(isOver ? 1 : 0);
    expect(await Leased.countDocuments(leaseHasExpired('lease', LONGEST_MS))).toBe(lease && isOver ? 1 : 0);
    expect(isLeased(lease, now, LONGEST_MS)).toBe(!isOver);
  });

  it('holds until its last millisecond, and for the longest time at most', () => {
    const now = new Date();
    const endsIn = (ms: number) => isLeased(new Date(now.getTime() + ms), now, LONGEST_MS);
    expect([endsIn(-1), endsIn(0), endsIn(LONGEST_MS), endsIn(LONGEST_MS + 1)]).toEqual([
      ...[false, true, true, false],
    ]);
  });

  it('is read from its index, whatever else is leased or never was', async () => {
    const now = (await databaseTime(Leased.db)).getTime();
    const leases = (count: number, endsInMs?: number) =>
      Array.from({ length: count }, () => ({
        name: 'any',
        ...(endsInMs !== undefined && { lease: new Date(now + endsInMs) }),
      }));
    await Leased.insertMany([
      ...leases(50),
      ...leases(40, 30_000),
      ...leases(3, -5000),
      ...leases(2, 600_000),
    ]);
    const { executionStats } = (await Leased.find(leaseHasExpired('lease', LONGEST_MS))
      .sort({ lease: 1 })
      .explain('executionStats')) as unknown as {
      executionStats: { nReturned: number; totalDocsExamined: number };
    };
    expect(executionStats).toMatchObject({ nReturned: 5, totalDocsExamined: 5 });
  });
});
