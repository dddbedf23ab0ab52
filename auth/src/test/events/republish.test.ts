import { outboxOf, setClock, testKeys, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { announceEarlierUsers } from '../../domain/announce-earlier-users';
import { endAllSessions, endSession } from '../../domain/end-sessions';
import { eventSources } from '../../events/republish';
import { SignOut } from '../../models/sign-out';
import { User } from '../../models/user';
import { anAccount, anApp, cheapHasher } from '../builders';

useDatabase();

const signUp = (email: string) =>
  request(anApp()).post('/api/users/signup').send({ email, password: 'pass' });

/** An account as a release without the bus wrote it. */
async function anEarlierUser(email: string): Promise<string> {
  const at = new Date('2026-01-01T00:00:00Z');
  const password = await cheapHasher().hash('right one');
  const { insertedId } = await User.collection.insertOne({ email, password, createdAt: at, updatedAt: at });
  return String(insertedId);
}

const created = (id: string, email: string) => ({
  subject: 'user:created',
  key: `user:created:${id}:0`,
  data: { id, email, version: 0, meta: expect.any(Object) as object },
});

it('announces a new account with its id, e-mail and version', async () => {
  const { body } = (await signUp('Shopper@Example.com')) as { body: { id: string } };
  expect(await outboxOf(User)).toEqual([created(body.id, 'shopper@example.com')]);
});

it('announces nothing when the e-mail has an account', async () => {
  await signUp('shopper@example.com');
  expect((await signUp('shopper@example.com')).status).toBe(400);
  expect(await outboxOf(User)).toHaveLength(1);
});

it('republishes an account as it was announced', async () => {
  await signUp('shopper@example.com');
  const [first] = await outboxOf(User);
  const user = await User.findOne().lean();
  const [again, ...others] = eventSources[0]?.eventsOf(user as object) ?? [];
  expect(others).toEqual([]);
  expect(again?.key).toBe(first?.key);
  const { time } = first?.data.meta as { time: string };
  const meta = expect.objectContaining({ time }) as object;
  expect(JSON.parse(again?.data ?? '')).toEqual({ ...first?.data, meta });
});

it('republishes that sessions ended as it was announced', async () => {
  const { id } = await anAccount();
  const session = {
    user: { id, email: 'shopper@example.com', iat: 0 },
    gen: 1,
    sessionId: 'AbCdEfGh-_012345',
  };
  await endAllSessions(testKeys, id);
  await endSession(testKeys, session);
  const user = await User.findById(id).lean();
  const signOut = await SignOut.findOne().lean();
  const again = [user, signOut].flatMap((document, index) =>
    eventSources[index]?.eventsOf(document as object),
  );
  const announced = [...(await outboxOf(User)), ...(await outboxOf(SignOut))];
  expect(again.map((entry) => entry?.key)).toEqual([
    `user:created:${id}:0`,
    ...announced.map(({ key }) => key),
  ]);
  expect(announced.map(({ data: { gen, sessionId } }) => ({ gen, sessionId }))).toEqual([
    { gen: 1, sessionId: undefined },
    { gen: 1, sessionId: 'AbCdEfGh-_012345' },
  ]);
});

describe('an account of a release without the bus', () => {
  it('is announced once, however many replicas look for it at once', async () => {
    const id = await anEarlierUser('earlier@example.com');
    await Promise.all([announceEarlierUsers(), announceEarlierUsers(), announceEarlierUsers()]);
    await announceEarlierUsers();
    expect(await outboxOf(User)).toEqual([created(id, 'earlier@example.com')]);
  });

  it('is found by the relay, and keeps its dates', async () => {
    await anEarlierUser('earlier@example.com');
    await announceEarlierUsers();
    const user = await User.findOne().select('+outboxAt +rev').lean();
    expect(user).toMatchObject({ outboxAt: expect.any(Date) as Date, rev: 1, version: 0 });
    expect(user).toMatchObject({ updatedAt: new Date('2026-01-01T00:00:00Z') });
  });

  it('is dated by the clock of the database, not by that of a process', async () => {
    const before = Date.now() - 60_000;
    await anEarlierUser('earlier@example.com');
    setClock(new Date('2001-02-03'));
    await announceEarlierUsers().finally(() => jest.useRealTimers());
    const { outboxAt } = (await User.collection.findOne()) as unknown as { outboxAt: Date };
    const [announced] = await outboxOf(User);
    const { time } = announced?.data.meta as { time: string };
    for (const date of [outboxAt, new Date(time)]) expect(date.getTime()).toBeGreaterThan(before);
  });

  it('is announced when it was opened after the first run', async () => {
    await announceEarlierUsers();
    const id = await anEarlierUser('later@example.com');
    await announceEarlierUsers();
    expect(await outboxOf(User)).toEqual([created(id, 'later@example.com')]);
  });

  it('is announced in batches until none is left', async () => {
    const users = Array.from({ length: 1201 }, (_, index) => ({
      email: `${index}@example.com`,
      password: 'x',
    }));
    await User.collection.insertMany(users);
    await announceEarlierUsers();
    expect(await User.countDocuments({ 'outbox.0': { $exists: true }, version: 0 })).toBe(1201);
  });
});
