import { outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { announceEarlierUsers } from '../../domain/announce-earlier-users';
import { eventSources } from '../../events/republish';
import { User } from '../../models/user';
import { anApp, cheapHasher } from '../builders';

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
  const [again] = eventSources.flatMap(({ eventsOf }) => eventsOf(user as object));
  expect(again?.key).toBe(first?.key);
  expect(JSON.parse(again?.data ?? '')).toEqual({ ...first?.data, meta: expect.any(Object) as object });
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
