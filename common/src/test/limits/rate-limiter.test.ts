import { Router } from 'express';
import mongoose from 'mongoose';
import request from 'supertest';
import { limitChanges } from '../../limits/limit-changes';
import { rateCounts } from '../../limits/rate-count';
import { RateLimiter } from '../../limits/rate-limiter';
import { createLogger } from '../../telemetry/logger';
import { createApp } from '../../service/create-app';
import { newId, signedIn, testKeys, useDatabase } from '../../testing';

useDatabase();
afterEach(() => jest.restoreAllMocks());

const MINUTE_MS = 60_000;
const START = 1000 * MINUTE_MS;

/** Processes of one service, which have nothing in common but the database. */
function processes(count: number) {
  const clock = { now: START };
  const limiters = Array.from({ length: count }, () => new RateLimiter(() => clock.now));
  return { clock, limiters };
}

const stored = () => mongoose.connection.collection('ratecounts').find().toArray();
const passedOf = (waits: number[]): number => waits.filter((wait) => wait === 0).length;

async function countTimes(limiter: RateLimiter, times: number, perMinute: number): Promise<number[]> {
  const waits = [];
  for (let i = 0; i < times; i += 1) waits.push(await limiter.count('somebody', perMinute));
  return waits;
}

describe('a limit of requests', () => {
  it('costs no call of the database up to a tenth of it', async () => {
    const [limiter] = processes(1).limiters;
    await countTimes(limiter!, 10, 100);
    expect(await stored()).toEqual([]);
    await countTimes(limiter!, 1, 100);
    expect(await stored()).toMatchObject([{ count: 11 }]);
  });

  it('is exact in one process', async () => {
    const [limiter] = processes(1).limiters;
    const waits = await countTimes(limiter!, 130, 100);
    expect(waits.slice(0, 100)).toEqual(Array<number>(100).fill(0));
    expect(waits.slice(100)).toEqual(Array<number>(30).fill(60));
  });

  it.each([1, 9])('of %i is exact over processes that count at once', async (perMinute) => {
    const { limiters } = processes(4);
    const counts = Array.from({ length: 40 }, (_, i) => limiters[i % 4]!.count('somebody', perMinute));
    expect(passedOf(await Promise.all(counts))).toBe(perMinute);
  });

  it('is exceeded by a tenth for each further process at most', async () => {
    const { limiters } = processes(3);
    const waits = [];
    for (let i = 0; i < 300; i += 1) waits.push(await limiters[i % 3]!.count('somebody', 100));
    const passed = passedOf(waits);
    expect(passed).toBeGreaterThanOrEqual(100);
    expect(passed).toBeLessThanOrEqual(120);
  });

  it('costs no call of the database once it is exceeded', async () => {
    const [limiter] = processes(1).limiters;
    await countTimes(limiter!, 5, 5);
    await countTimes(limiter!, 20, 5);
    expect(await stored()).toMatchObject([{ count: 5 }]);
  });

  it('begins again with the minute, and says how long that takes', async () => {
    const { clock, limiters } = processes(1);
    clock.now = START + 15_500;
    expect(await countTimes(limiters[0]!, 2, 1)).toEqual([0, 45]);
    clock.now = START + MINUTE_MS;
    expect(await countTimes(limiters[0]!, 2, 1)).toEqual([0, 60]);
  });

  it('leaves counts that expire', async () => {
    await countTimes(processes(1).limiters[0]!, 1, 1);
    const [count] = await stored();
    expect(count?.expiresAt).toEqual(new Date(START + 2 * MINUTE_MS));
    await rateCounts().createIndexes();
    const indexes = await mongoose.connection.collection('ratecounts').indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });

  it.each([
    ['is unavailable', () => Promise.reject(new mongoose.mongo.MongoNetworkError('gone'))],
    ['does not answer', () => new Promise(() => undefined)],
  ])('is applied by each process alone while the database %s', async (_what, answer) => {
    const limiters = [1, 2].map(() => new RateLimiter(() => START, 100));
    const { collection } = mongoose.models.RateCount!;
    jest.spyOn(collection, 'findOneAndUpdate').mockImplementation(answer as never);
    for (const limiter of limiters) expect(passedOf(await countTimes(limiter, 4, 2))).toBe(2);
    jest.restoreAllMocks();
    await limiters[0]!.count('somebody', 9);
    expect(await stored()).toMatchObject([{ count: 3 }]);
  });
});

describe('limitChanges', () => {
  const routes = Router().all('/things', (_req, res) => void res.send({}));
  const appOf = (perUser: number, perAddress: number) =>
    createApp({
      logger: createLogger('test', 'silent'),
      keys: testKeys,
      routers: [
        limitChanges(
          { RATE_LIMIT_PER_USER: perUser, RATE_LIMIT_PER_ADDRESS: perAddress },
          new RateLimiter(() => START),
        ),
        routes,
      ],
    });
  const post = (app: Parameters<typeof request>[0], cookie = '', address = '203.0.113.7') =>
    request(app).post('/things').set({ Cookie: cookie, 'X-Forwarded-For': address }).send({});

  it('limits a user from any number of addresses, with 429 and Retry-After', async () => {
    const app = appOf(2, 100);
    const cookie = signedIn({ id: newId() });
    await post(app, cookie, '203.0.113.1').expect(200);
    await post(app, cookie, '203.0.113.2').expect(200);
    const refused = await post(app, cookie, '203.0.113.3');
    expect(refused.status).toBe(429);
    expect(refused.get('Retry-After')).toBe('60');
    expect(refused.body).toEqual({ errors: [{ message: 'Too many requests', code: 'too_many_requests' }] });
    await post(app, signedIn({ id: newId() }), '203.0.113.3').expect(200);
  });

  it('limits an address without a session, and a session of its own beside it', async () => {
    const app = appOf(100, 1);
    await post(app).expect(200);
    await post(app).expect(429);
    await post(app, 'session=forged').expect(429);
    await post(app, signedIn()).expect(200);
    await post(app, '', '203.0.113.8').expect(200);
  });

  it('takes no address that the visitor makes up', async () => {
    const app = appOf(100, 1);
    await post(app, '', '198.51.100.1, 203.0.113.7').expect(200);
    await post(app, '', '198.51.100.2, 203.0.113.7').expect(429);
  });

  it('lets reads pass', async () => {
    const app = appOf(1, 1);
    for (let i = 0; i < 3; i += 1) await request(app).get('/things').expect(200);
    await post(app).expect(200);
  });
});
