import { EndedSession } from '../../session/ended-session';
import { EndedSessions } from '../../session/ended-sessions';
import type { Session } from '../../session/current-session';
import { UserSessionsEndedListener } from '../../session/sessions-ended-listener';
import { deliver, newId, useDatabase } from '../../testing';

useDatabase();
afterEach(() => jest.restoreAllMocks());

const HOUR_MS = 60 * 60 * 1000;
const SESSION_ID = 'AbCdEfGh-_012345';
const secondsAgo = (seconds: number): number => Math.floor(Date.now() / 1000) - seconds;

const aSession = (id: string, gen = 0, different: Partial<Session> = {}): Session => ({
  user: { id, email: 'shopper@example.com', iat: secondsAgo(0) },
  gen,
  sessionId: 'another-session-',
  ...different,
});

/** A process that starts now with what the database holds. */
async function restarted(mostInMemory?: number): Promise<EndedSessions> {
  const ended = new EndedSessions(mostInMemory);
  await ended.load();
  return ended;
}

/** All orders of some items. */
function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

it('ends the sessions of lower generations, and no others', async () => {
  const [id, other] = [newId(), newId()];
  const ended = new EndedSessions();
  await ended.end({ id, gen: 2 });
  expect(await ended.has(aSession(id, 0))).toBe(true);
  expect(await ended.has(aSession(id, 1))).toBe(true);
  expect(await ended.has(aSession(id, 2))).toBe(false);
  expect(await ended.has(aSession(other, 0))).toBe(false);
});

it('ends one session, and none of the same generation', async () => {
  const id = newId();
  const ended = new EndedSessions();
  await ended.end({ id, gen: 1, sessionId: SESSION_ID });
  expect(await ended.has(aSession(id, 1, { sessionId: SESSION_ID }))).toBe(true);
  expect(await ended.has(aSession(id, 1))).toBe(false);
  expect(await ended.has(aSession(id, 0))).toBe(true);
});

const events = (id: string) => [
  { id, gen: 1 },
  { id, gen: 2 },
  { id: id.toUpperCase(), gen: 3, meta: { source: 'auth' } },
  { id, gen: 2, sessionId: SESSION_ID },
];
const orders = permutations([0, 1, 2, 3]);

it.each(orders)(
  'ends the same sessions when its events come doubled in the order %d, %d, %d, %d',
  async (...order) => {
    const id = newId();
    const ended = new EndedSessions();
    const listener = new UserSessionsEndedListener(ended);
    const all = order.map((index) => events(id)[index]);
    for (const event of [...all, ...all.toReversed()]) await deliver(listener, event);
    for (const knower of [ended, await restarted()]) {
      const answers = [0, 1, 2, 3].map((gen) => knower.has(aSession(id, gen)));
      expect(await Promise.all(answers)).toEqual([true, true, true, false]);
      expect(await knower.has(aSession(id, 3, { sessionId: SESSION_ID }))).toBe(true);
    }
    expect(await EndedSession.find().sort({ gen: 1 }).lean()).toMatchObject([
      { _id: SESSION_ID, gen: 1 },
      { _id: id, gen: 3 },
    ]);
  },
);

it('ends the same sessions when all events come at once', async () => {
  const id = newId();
  const ended = new EndedSessions();
  const gens = Array.from({ length: 40 }, (_, index) => ((index * 7) % 20) + 1);
  await Promise.all(gens.map((gen) => ended.end({ id, gen })));
  for (const knower of [ended, await restarted()]) {
    expect(await knower.has(aSession(id, 19))).toBe(true);
    expect(await knower.has(aSession(id, 20))).toBe(false);
  }
});

it('knows at once what another process has stored, after a restart', async () => {
  const id = newId();
  await new EndedSessions().end({ id, gen: 1 });
  expect(await (await restarted()).has(aSession(id))).toBe(true);
});

it('knows what another process has stored at its next read, and keeps what it knows better', async () => {
  const [id, other] = [newId(), newId()];
  const ended = await restarted();
  await ended.end({ id: other, gen: 1 });
  jest.spyOn(EndedSession, 'updateOne').mockRejectedValueOnce(new Error('database is unavailable'));
  await expect(ended.end({ id: other, gen: 2 })).rejects.toThrow('unavailable');
  await new EndedSessions().end({ id, gen: 2, sessionId: SESSION_ID });
  await ended.load();
  expect(await ended.has(aSession(id, 1))).toBe(true);
  expect(await ended.has(aSession(newId(), 1, { sessionId: SESSION_ID }))).toBe(true);
  expect(await ended.has(aSession(id, 2))).toBe(false);
  expect(await ended.has(aSession(other, 1))).toBe(true);
});

it('reads only what is new after its start', async () => {
  const old = new Date(Date.now() - HOUR_MS);
  await EndedSession.insertMany([{ _id: newId(), gen: 1, at: old }]);
  await new EndedSessions().end({ id: newId(), gen: 1 });
  const ended = await restarted();
  const find = jest.spyOn(EndedSession, 'find');
  await ended.load();
  expect(await EndedSession.countDocuments(find.mock.calls[0]?.[0])).toBe(1);
});

it('stores an end again whose first write failed', async () => {
  const id = newId();
  const ended = new EndedSessions();
  jest.spyOn(EndedSession, 'updateOne').mockRejectedValueOnce(new Error('database is unavailable'));
  await expect(ended.end({ id, gen: 1 })).rejects.toThrow('unavailable');
  expect(await ended.has(aSession(id))).toBe(true); // this process refuses it all the same
  await ended.end({ id, gen: 1 });
  expect(await (await restarted()).has(aSession(id))).toBe(true);
});

it('writes nothing for an event that it knows, so a replay costs no writes', async () => {
  const id = newId();
  await new EndedSessions().end({ id, gen: 1 });
  const ended = await restarted();
  const write = jest.spyOn(EndedSession, 'updateOne');
  await ended.end({ id, gen: 1 });
  expect(write).not.toHaveBeenCalled();
});

describe('with more ends than memory holds', () => {
  const users = Array.from({ length: 30 }, () => newId());
  const read = () => jest.spyOn(EndedSession, 'exists');

  it.each(['while it runs', 'after a restart'])('refuses every one of them %s', async (when) => {
    const running = new EndedSessions(10);
    for (const id of users) await running.end({ id, gen: 1, sessionId: `${id.slice(0, 14)}__` });
    const ended = when === 'while it runs' ? running : await restarted(10);
    const reads = read();
    for (const id of users) expect(await ended.has(aSession(id))).toBe(true);
    expect(reads.mock.calls.length).toBeGreaterThanOrEqual(20);
    expect(await ended.has(aSession(users[0] ?? '', 1))).toBe(false);
  });

  it('remembers an end until it is stored, however many follow', async () => {
    const ended = new EndedSessions(1);
    let answer = (): void => {};
    const isAnswered = new Promise<void>((resolve) => (answer = resolve));
    jest.spyOn(EndedSession, 'updateOne').mockReturnValue(isAnswered as never);
    const ends = users.map((id) => ended.end({ id, gen: 1 }));
    for (const id of users) expect(await ended.has(aSession(id))).toBe(true);
    answer();
    await Promise.all(ends);
  });

  it('reads nothing for a token that is newer than what memory lacks', async () => {
    const old = new Date(Date.now() - 6 * HOUR_MS);
    await EndedSession.insertMany(
      users.map((id, index) => ({ _id: id, gen: 1, at: new Date(+old + index) })),
    );
    const ended = await restarted(10);
    const reads = read();
    expect(await ended.has(aSession(newId()))).toBe(false);
    expect(reads).not.toHaveBeenCalled();
    const user = { id: users[0] ?? '', email: 'a@b.co', iat: secondsAgo(7 * 3600) };
    expect(await ended.has(aSession('', 0, { user }))).toBe(true);
  });
});

it('forgets ends when no token of before can be valid any more', async () => {
  const [old, recent] = [newId(), newId()];
  const at = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
  await EndedSession.insertMany([
    { _id: old, gen: 1, at: at(13.1) },
    { _id: recent, gen: 1, at: at(12.5) },
  ]);
  const ended = await restarted();
  expect(await ended.has(aSession(old))).toBe(false);
  expect(await ended.has(aSession(recent))).toBe(true);
});
