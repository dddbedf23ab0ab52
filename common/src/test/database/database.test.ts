import mongoose, { type Connection } from 'mongoose';
import {
  databaseTime,
  isDatabaseUnavailable,
  recentDatabaseTime,
  whenAvailable,
} from '../../database/database';
import { useDatabase } from '../../testing';
import { readableLog } from '../telemetry/log-lines';

const socketError = (code: string): Error => Object.assign(new Error(`write ${code}`), { code });

describe('isDatabaseUnavailable', () => {
  // The driver hands on what the socket said when a connection breaks in the middle of a write.
  it.each(['ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'ECONNABORTED', 'ETIMEDOUT'])(
    '%s of a socket does',
    (code) => {
      expect(isDatabaseUnavailable(socketError(code))).toBe(true);
    },
  );

  it("is true for the driver's own errors", () => {
    expect(isDatabaseUnavailable(new mongoose.mongo.MongoServerSelectionError('gone', {} as never))).toBe(
      true,
    );
    expect(isDatabaseUnavailable(Object.assign(new Error('no space'), { code: 14031 }))).toBe(true);
  });

  it.each([
    ['HostUnreachable', 6],
    ['HostNotFound', 7],
    ['WriteConcernTimeout', 64],
    ['NetworkTimeout', 89],
    ['ShutdownInProgress', 91],
    ['ReadConcernMajorityNotAvailableYet', 134],
    ['PrimarySteppedDown', 189],
    ['ExceededTimeLimit', 262],
    ['ClientDisconnect', 279],
    ['SocketException', 9001],
    ['LegacyNotPrimary', 10_058],
    ['NotWritablePrimary', 10_107],
    ['InterruptedAtShutdown', 11_600],
    ['InterruptedDueToReplStateChange', 11_602],
    ['NotPrimaryNoSecondaryOk', 13_435],
    ['NotPrimaryOrSecondary', 13_436],
  ])('is true for the server error %s', (errmsg, code) => {
    expect(isDatabaseUnavailable(new mongoose.mongo.MongoServerError({ errmsg, code }))).toBe(true);
  });

  it('is true for a write concern timeout', () => {
    const writeConcernError = { code: 64, errmsg: 'waiting for replication timed out' };
    expect(
      isDatabaseUnavailable(new mongoose.mongo.MongoWriteConcernError({ writeConcernError, ok: 1 })),
    ).toBe(true);
  });

  it('is true for a server that the driver cannot select', () => {
    expect(isDatabaseUnavailable(new mongoose.mongo.MongoServerClosedError())).toBe(true);
  });

  it.each([
    ['another failure of the system', socketError('EACCES')],
    ['a write concern that no set of this size can meet', Object.assign(new Error('w: 5'), { code: 100 })],
    ['a duplicate key', Object.assign(new Error('E11000'), { code: 11000 })],
    ['a mistake of ours', new TypeError('x is not a function')],
    ['no error at all', 'ECONNRESET'],
  ])('is false for %s', (_name, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});

describe('recentDatabaseTime', () => {
  useDatabase();
  afterEach(() => jest.restoreAllMocks());

  it('is at most 20 ms behind the database, and never ahead', async () => {
    await recentDatabaseTime(mongoose.connection);
    const before = await databaseTime(mongoose.connection);
    const { now } = await recentDatabaseTime(mongoose.connection);
    const after = await databaseTime(mongoose.connection);
    expect(now.getTime()).toBeGreaterThanOrEqual(before.getTime() - 21);
    expect(now.getTime()).toBeLessThanOrEqual(after.getTime());
  });

  it('never goes back, however long each answer took', async () => {
    // A millisecond passes at each look at the clock. The first answer is slow, and the later ones come at once.
    let [clock, tookMs] = [0, 18];
    jest.spyOn(performance, 'now').mockImplementation(() => (clock += 1));
    const command = () => {
      clock += tookMs;
      tookMs = 0;
      return Promise.resolve({ localTime: new Date(clock) });
    };
    const connection = { getClient: () => ({ db: () => ({ command }) }) } as unknown as Connection;
    const times: number[] = [];
    for (let asked = 0; asked < 3000; asked += 1)
      times.push((await recentDatabaseTime(connection)).now.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThan(2000);
  });

  it('does not carry on what a slow answer brought', async () => {
    const hello = jest.spyOn(mongoose.mongo.Db.prototype, 'command');
    let now = performance.now() + 60_000;
    jest.spyOn(performance, 'now').mockImplementation(() => (now += 21));
    await recentDatabaseTime(mongoose.connection);
    await recentDatabaseTime(mongoose.connection);
    expect(hello).toHaveBeenCalledTimes(2);
  });

  it('asks the database once a second, and carries its time on meanwhile', async () => {
    const first = await recentDatabaseTime(mongoose.connection);
    const hello = jest.spyOn(mongoose.mongo.Db.prototype, 'command');
    const second = await recentDatabaseTime(mongoose.connection);
    expect(hello).not.toHaveBeenCalled();
    expect(second.now.getTime()).toBeGreaterThanOrEqual(first.now.getTime());
    const aSecondLater = performance.now() + 1001;
    jest.spyOn(performance, 'now').mockReturnValue(aSecondLater);
    await recentDatabaseTime(mongoose.connection);
    expect(hello).toHaveBeenCalledTimes(1);
  });
});

it('whenAvailable logs ever fewer of its failed tries', async () => {
  const { logger, lines } = readableLog();
  let tries = 0;
  const work = async (): Promise<void> => {
    tries += 1;
    if (tries <= 5) throw socketError('ECONNREFUSED');
  };
  await whenAvailable(work, logger, new AbortController().signal);
  expect([tries, lines.length]).toEqual([6, 3]);
});
