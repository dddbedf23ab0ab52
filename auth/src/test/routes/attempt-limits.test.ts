import { RateLimiter } from '@datnxecommerce/common';
import { useDatabase } from '@datnxecommerce/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { AttemptLimits } from '../../domain/attempt-limits';
import { anAccount, anApp, TestClock } from '../builders';

useDatabase();

/** Replicas have nothing in common but the database. */
const replicas = (perAddress: number, perAccount: number, clock = new TestClock()) =>
  [1, 2].map(() => {
    const limiter = new RateLimiter(() => clock.now().getTime());
    return anApp({ limits: new AttemptLimits(limiter, { perAddress, perAccount }) });
  });

const post = (app: Parameters<typeof request>[0], path: string, email: string, address = '203.0.113.7') =>
  request(app)
    .post(`/api/users/${path}`)
    .set('X-Forwarded-For', address)
    .send({ email, password: 'right one' });

const REFUSED = { errors: [{ message: 'Too many attempts', code: 'too_many_attempts' }] };

it('limits the sign-ups of one address over all replicas, and leaves others alone', async () => {
  const apps = replicas(6, 100);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => post(apps[index % 2]!, 'signup', `${index}@example.com`)),
  );
  const statuses = answers.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([...Array<number>(6).fill(201), ...Array<number>(4).fill(429)]);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.body).toEqual(REFUSED);
  expect(Number(refused?.get('Retry-After'))).toBeGreaterThanOrEqual(1);
  expect(Number(refused?.get('Retry-After'))).toBeLessThanOrEqual(60);
  expect((await post(apps[0]!, 'signup', 'other@example.com', '203.0.113.8')).status).toBe(201);
});

it('counts sign-ups and sign-ins of one address together', async () => {
  const [app] = replicas(2, 100);
  await anAccount();
  expect((await post(app!, 'signup', 'new@example.com')).status).toBe(201);
  expect((await post(app!, 'signin', 'shopper@example.com')).status).toBe(200);
  expect((await post(app!, 'signin', 'shopper@example.com')).status).toBe(429);
});

it.each(['signin', 'signup'])('limits %s for one e-mail from any number of addresses', async (path) => {
  const [app] = replicas(100, 3);
  const answers = [];
  for (const last of [1, 2, 3, 4])
    answers.push(await post(app!, path, 'nobody@example.com', `203.0.113.${last}`));
  expect(answers.slice(0, 3).map(({ status }) => status)).not.toContain(429);
  expect(answers[3]).toMatchObject({ status: 429, body: REFUSED });
});

it('lets an address try again in the next minute', async () => {
  const clock = new TestClock();
  const [app] = replicas(1, 100, clock);
  await post(app!, 'signup', 'a@example.com').expect(201);
  await post(app!, 'signup', 'b@example.com').expect(429);
  clock.forward(60_000);
  await post(app!, 'signup', 'b@example.com').expect(201);
});

it('counts the sign-ups of a signed-in user by address', async () => {
  const [app] = replicas(2, 100);
  const { headers } = await post(app!, 'signup', 'a@example.com').expect(201);
  const cookie = headers['set-cookie'] as string;
  await post(app!, 'signup', 'b@example.com').set('Cookie', cookie).expect(201);
  await post(app!, 'signup', 'c@example.com').set('Cookie', cookie).expect(429);
});

it('takes no more than one forwarded address, so nobody can make up others', async () => {
  const [app] = replicas(1, 100);
  await post(app!, 'signup', 'a@example.com', '198.51.100.1, 203.0.113.7').expect(201);
  await post(app!, 'signup', 'b@example.com', '198.51.100.2, 203.0.113.7').expect(429);
});

it('stores no address and no e-mail', async () => {
  await post(replicas(9, 9)[0]!, 'signup', 'a@example.com');
  const stored = await mongoose.connection.collection('ratecounts').find().toArray();
  expect(stored).toHaveLength(2);
  expect(JSON.stringify(stored)).not.toMatch(/203\.0|example/);
});
