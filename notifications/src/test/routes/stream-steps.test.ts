import { IncomingMessage, ServerResponse, type Server } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, newId, signedIn, testKeys, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { recordFact } from '../../domain/record-fact';
import type { Fact } from '../../domain/timeline-decisions';
import { Timeline } from '../../models/timeline';
import { EventStream } from '../../services/event-stream';
import { aReplica } from '../builders';
import { Reader, serve } from '../event-source';

useDatabase();

let replica: ReturnType<typeof aReplica>;
let server: Server;
let port: number;
let readers: Reader[];

beforeEach(async () => {
  replica = aReplica();
  ({ server, port } = await serve(replica.app));
  readers = [];
});

afterEach(() => {
  jest.useRealTimers();
  for (const reader of readers) reader.close();
  server.closeAllConnections();
  server.close();
});

const PLACED = 'placed';
const tell = (orderId: string, ...names: Exclude<Fact['name'], 'placed' | 'cancelled'>[]) =>
  names.reduce((told, name) => told.then(() => recordFact(replica, orderId, { name })), Promise.resolve());

const anOrder = (...names: Exclude<Fact['name'], 'placed' | 'cancelled'>[]) => anOrderOf(newId(), ...names);

async function anOrderOf(userId: string, ...names: Exclude<Fact['name'], 'placed' | 'cancelled'>[]) {
  const order = { orderId: newId(), userId };
  await recordFact(replica, order.orderId, { name: PLACED, userId: order.userId, total: 5, items: [] });
  await tell(order.orderId, ...names);
  return order;
}

async function read(order: { orderId: string; userId: string }, lastEventId?: string): Promise<Reader> {
  const reader = await Reader.open(port, { ...order, lastEventId });
  readers.push(reader);
  return reader;
}

const refusalOf = (order: { orderId: string; userId: string }) =>
  request(replica.app)
    .get(`/api/notifications/orders/${order.orderId}/stream`)
    .set('Cookie', signedIn({ id: order.userId }));

describe('the stream of an order', () => {
  it('sends the stored steps and then each new one, as the list shows them', async () => {
    const order = await anOrder('paid');
    const reader = await read(order);
    expect(reader.response.statusCode).toBe(200);
    expect(reader.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    await eventually(() => reader.steps.length === 2);
    await tell(order.orderId, 'confirmed');
    await eventually(() => reader.steps.length === 4);
    expect(reader.text).toMatch(/^retry: \d+\n\nid: 1\nevent: step\ndata: \{/);
    const list = await request(replica.app)
      .get(`/api/notifications/orders/${order.orderId}`)
      .set('Cookie', signedIn({ id: order.userId }));
    expect(reader.events).toEqual(
      (list.body as { seq: number }[]).map((data) => ({ id: String(data.seq), event: 'step', data })),
    );
  });

  it.each([
    ['0', [1, 2, 3, 4]],
    ['2', [3, 4]],
    ['4', []],
    ['', [1, 2, 3, 4]],
    ['abc', [1, 2, 3, 4]],
    ['-1', [1, 2, 3, 4]],
    ['2.5', [1, 2, 3, 4]],
    ['2x', [1, 2, 3, 4]],
    ['5', [1, 2, 3, 4]],
    ['9'.repeat(400), [1, 2, 3, 4]],
  ])('resumes behind Last-Event-ID %j', async (lastEventId, expected) => {
    const reader = await read(await anOrder('paid', 'confirmed'), lastEventId);
    await eventually(() => reader.events.length === expected.length);
    await sleep(50);
    expect(reader.events.map(({ data }) => data.seq)).toEqual(expected);
  });

  it('ends with the next step once the session has ended', async () => {
    const order = await anOrder();
    const [ended, goesOn] = [await read(order), await read(await anOrder())];
    await eventually(() => ended.steps.length === 1);
    await testKeys.ended.end({ id: order.userId, gen: 1 });
    await tell(order.orderId, 'paid');
    await eventually(() => ended.isOver);
    expect(ended.steps).toEqual(['1 placed']);
    expect(goesOn.isOver).toBe(false);
    await refusalOf(order).expect(401);
  });

  it('ends with the next step when the end of the session cannot be read', async () => {
    const order = await anOrder();
    const reader = await read(order);
    await eventually(() => reader.steps.length === 1);
    jest.spyOn(testKeys.ended, 'has').mockRejectedValueOnce(new Error('no primary'));
    await tell(order.orderId, 'paid');
    await eventually(() => reader.isOver);
    expect(reader.steps).toEqual(['1 placed']);
  });

  it('brings the steps that another replica has stored, each once, also when it resumes there', async () => {
    const order = await anOrder();
    const here = await read(order);
    const elsewhere = aReplica();
    const other = await serve(elsewhere.app);
    const there = await Reader.open(other.port, { ...order, lastEventId: '1' });
    readers.push(there);
    await tell(order.orderId, 'paid');
    expect(there.steps).toEqual([]);
    await elsewhere.feed.poll();
    await elsewhere.feed.poll();
    await eventually(() => there.steps.length === 1);
    await recordFact(elsewhere, order.orderId, { name: 'confirmed' });
    await replica.feed.poll();
    await eventually(() => here.steps.length === 4 && there.steps.length === 3);
    expect(here.steps).toEqual(['1 placed', '2 paid', '3 stock_confirmed', '4 complete']);
    expect(there.steps).toEqual(['2 paid', '3 stock_confirmed', '4 complete']);
    other.server.closeAllConnections();
    other.server.close();
  });

  it('costs one query for all streams, and none while nobody reads', async () => {
    const find = jest.spyOn(Timeline.collection, 'find');
    await replica.feed.poll();
    expect(find).not.toHaveBeenCalled();
    const orders = await Promise.all([anOrder(), anOrder('paid'), anOrder('paid', 'confirmed')]);
    const open = await Promise.all(orders.map((order) => read(order)));
    await replica.feed.poll();
    expect(find).toHaveBeenCalledTimes(1);
    for (const reader of open) reader.close();
    await eventually(async () => {
      find.mockClear();
      await replica.feed.poll();
      expect(find).not.toHaveBeenCalled();
    });
    find.mockRestore();
  });

  it('survives a poll during an outage of the database and brings the steps afterwards', async () => {
    const order = await anOrder();
    const reader = await read(order);
    const error = Object.assign(new Error('no primary'), { name: 'MongoServerSelectionError' });
    jest.spyOn(Timeline.collection, 'find').mockImplementationOnce(() => {
      throw error;
    });
    await replica.feed.poll();
    await recordFact(aReplica(), order.orderId, { name: 'paid' });
    await replica.feed.poll();
    await eventually(() => reader.steps.length === 2);
  });

  it('waits for an order that was placed a moment ago', async () => {
    const order = { orderId: newId(), userId: newId() };
    const opened = read(order);
    await sleep(200);
    await recordFact(replica, order.orderId, { name: PLACED, userId: order.userId, total: 5, items: [] });
    const reader = await opened;
    await eventually(() => reader.steps.length === 1);
  });

  it('returns 404 when the order belongs to another user, and for an id that is none', async () => {
    const { orderId } = await anOrder();
    for (const id of [orderId, 'abc']) {
      const answer = await refusalOf({ orderId: id, userId: newId() });
      expect(answer.status).toBe(404);
    }
    const stranger = await request(replica.app).get(`/api/notifications/orders/${orderId}/stream`);
    expect(stranger.status).toBe(401);
  });

  it('answers HEAD and keeps nothing open', async () => {
    const order = await anOrder();
    const answer = await request(replica.undocumented)
      .head(`/api/notifications/orders/${order.orderId}/stream`)
      .set('Cookie', signedIn({ id: order.userId }));
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  });
});

describe('the limit of open streams', () => {
  const TOO_MANY = { errors: [{ message: 'Too many open streams', code: 'too_many_streams' }] };

  it('refuses a sixth stream of a user until one is closed; others are not affected', async () => {
    const order = await anOrder();
    const open = await Promise.all(Array.from({ length: 5 }, () => read(order)));
    const refused = await refusalOf(order);
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual(TOO_MANY);
    expect(refused.headers['retry-after']).toBe('15');
    expect((await read(await anOrder())).response.statusCode).toBe(200);
    open[0]?.close();
    await eventually(async () => (await read(order)).response.statusCode === 200);
  });

  it('counts streams that wait for their order, and forgets those that were refused', async () => {
    const userId = newId();
    const unknown = () => refusalOf({ orderId: newId(), userId }).then(({ status }) => status);
    expect(await Promise.all(Array.from({ length: 6 }, unknown))).toEqual(
      expect.arrayContaining([404, 404, 404, 404, 404, 429]),
    );
    const order = await anOrderOf(userId);
    for (let count = 0; count < 5; count += 1) expect((await read(order)).response.statusCode).toBe(200);
  });

  it('forgets a reader that leaves while its order is awaited', async () => {
    const userId = newId();
    for (let count = 0; count < 6; count += 1) {
      await expect(refusalOf({ orderId: newId(), userId }).timeout(50)).rejects.toThrow(/[Tt]imeout/);
    }
    const order = await anOrderOf(userId);
    for (let count = 0; count < 5; count += 1)
      await eventually(async () => (await read(order)).response.statusCode === 200);
  });
});

describe('the end of a stream', () => {
  it('comes when the service shuts down; a later one sends what is stored and ends too', async () => {
    const order = await anOrder('paid');
    const reader = await read(order);
    replica.streams.stop();
    await eventually(() => reader.isOver);
    const late = await read(order, '1');
    await eventually(() => late.isOver);
    expect(late.steps).toEqual(['2 paid']);
    await replica.streams.idle();
  });
});

/** Lets the heartbeats pass without the time between them; everything else runs in real time. */
const fastForward = () =>
  jest.useFakeTimers({
    doNotFake: [
      'nextTick',
      'setImmediate',
      'setTimeout',
      'queueMicrotask',
      'performance',
      'Date',
      'clearTimeout',
      'clearImmediate',
      'hrtime',
    ],
  });

describe('the heartbeat of a stream', () => {
  it('is a comment every 15 seconds', async () => {
    const order = await anOrder();
    fastForward();
    const reader = await read(order);
    for (const beats of [1, 2, 3]) {
      jest.advanceTimersByTime(14_999);
      await sleep(20);
      expect(reader.text.split('\n').filter((line) => line.startsWith(':'))).toHaveLength(beats - 1);
      jest.advanceTimersByTime(1);
      await eventually(() => reader.text.split('\n').filter((line) => line.startsWith(':')).length === beats);
    }
  });

  it('stops with the stream, whose connection may still serve an earlier request', () => {
    fastForward();
    const timers = jest.getTimerCount();
    const stream = new EventStream(new ServerResponse(new IncomingMessage(new Socket())));
    expect(jest.getTimerCount()).toBe(timers + 1);
    stream.end();
    expect(jest.getTimerCount()).toBe(timers);
  });

  it('cuts off a reader that takes nothing, which then resumes', async () => {
    const order = await anOrder();
    // More than the sockets of both sides hold.
    await Timeline.updateOne({ _id: order.orderId }, { 'steps.0.text': 'x'.repeat(12_000_000) });
    fastForward();
    const reader = await read(order);
    reader.response.pause();
    jest.advanceTimersByTime(15_000);
    jest.advanceTimersByTime(15_000);
    await eventually(async () => (await count(server)) === 0);
    await Timeline.updateOne({ _id: order.orderId }, { 'steps.0.text': 'short' });
    const again = await read(order);
    await eventually(() => again.steps.length === 1);
  });
});

const count = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((_error, connections) => resolve(connections)));
