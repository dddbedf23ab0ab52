import timers from 'node:timers/promises';
import mongoose from 'mongoose';
import { z } from 'zod';
import { DeadLetter } from '../../events/dead-letter';
import { defineEvent, type EventData } from '../../events/define-event';
import { createMessageHandler } from '../../events/listen';
import { Listener, RejectedEventError } from '../../events/listener';
import { createLogger } from '../../telemetry/logger';
import { deliver, newId, useDatabase } from '../../testing';

const ThingHappened = defineEvent(
  'ThingHappened',
  'thing:happened',
  { id: z.string(), size: z.int() },
  ({ id }) => id,
);

class ThingListener extends Listener<typeof ThingHappened> {
  readonly contract = ThingHappened;
  readonly seen: EventData<typeof ThingHappened>[] = [];
  failures: Error[] = [];

  async handle(event: EventData<typeof ThingHappened>): Promise<void> {
    const failure = this.failures.shift();
    if (failure) throw failure;
    this.seen.push(event);
  }
}

useDatabase();

describe('a delivered message', () => {
  it('reaches the handler without unknown fields', async () => {
    const listener = new ThingListener();
    await deliver(listener, { id: 'a', size: 1, colour: 'red', meta: { time: 'now', source: 'x' } });
    expect(listener.seen).toEqual([{ id: 'a', size: 1, meta: { time: 'now', source: 'x' } }]);
  });

  it('reaches the handler without meta, and with a malformed one', async () => {
    const listener = new ThingListener();
    await deliver(listener, { id: 'a', size: 1 });
    await deliver(listener, { id: 'b', size: 2, meta: 'yesterday' });
    expect(listener.seen.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it.each([
    ['no JSON', '{"id":'],
    ['null', 'null'],
    ['a missing field', { id: 'a' }],
    ['a field of another type', { id: 'a', size: '1' }],
    ['a fraction where a whole number belongs', { id: 'a', size: 1.5 }],
    ['an empty body', ''],
    ['a list', []],
  ])('with %s is dead-lettered with its reason, and acknowledged', async (_what, data) => {
    const listener = new ThingListener();
    await deliver(listener, data);
    expect(listener.seen).toEqual([]);
    const letters = await DeadLetter.find().lean();
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({
      subject: 'thing:happened',
      raw: typeof data === 'string' ? data : JSON.stringify(data),
    });
    expect(letters[0]?.reason).toMatch(/breaks the contract of thing:happened/);
  });

  it('with more issues than a document can hold is dead-lettered with the first of them', async () => {
    const ListWritten = defineEvent(
      'ListWritten',
      'list:written',
      { lines: z.array(z.literal('x'.repeat(150))) },
      () => 'list',
    );
    class ListListener extends Listener<typeof ListWritten> {
      readonly contract = ListWritten;
      async handle(): Promise<void> {}
    }
    await deliver(new ListListener(), { lines: Array.from({ length: 100_000 }, () => 0) });
    const [letter] = await DeadLetter.find().lean();
    expect(letter?.reason).toMatch(/^breaks the contract of list:written: lines\.0 .*; and 99990 more$/);
    expect(letter?.reason.length).toBeLessThan(2100);
  });

  it('is retried when the handler fails temporarily', async () => {
    const listener = new ThingListener();
    listener.failures = [new Error('once'), new Error('twice')];
    await deliver(listener, { id: 'a', size: 1 });
    expect(listener.seen).toHaveLength(1);
  });

  it('is redelivered when the handler keeps failing', async () => {
    const listener = new ThingListener();
    listener.failures = Array.from({ length: 4 }, () => new Error('database is unavailable'));
    await expect(deliver(listener, { id: 'a', size: 1 })).rejects.toThrow('database is unavailable');
    await expect(DeadLetter.countDocuments()).resolves.toBe(0);
  });

  describe('that keeps failing for longer than 5 minutes', () => {
    const message = {
      subject: ThingHappened.subject,
      sequence: 1,
      data: JSON.stringify({ id: 'a', size: 1 }),
      time: new Date(),
      redelivered: true,
    };

    let passedMs: number;
    beforeEach(() => {
      passedMs = 0;
      for (const clock of [Date, performance]) jest.spyOn(clock, 'now').mockImplementation(() => passedMs);
      jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
    });
    afterEach(() => jest.restoreAllMocks());

    async function failTenTimes(error: Error): Promise<void> {
      const listener = new ThingListener();
      const handle = createMessageHandler(listener, createLogger('test', 'silent'));
      for (let delivery = 1; delivery <= 10; delivery += 1) {
        passedMs += 60_000;
        listener.failures = Array.from({ length: 4 }, () => error);
        await handle(message).catch((thrown: unknown) => expect(thrown).toBe(error));
      }
    }

    it('is dead-lettered', async () => {
      await failTenTimes(new Error('too much'));
      const reason = 'failed 10 times, last: Error: too much';
      await expect(DeadLetter.findOne().lean()).resolves.toMatchObject({ reason });
    });

    it('is redelivered when the database fails', async () => {
      await failTenTimes(new mongoose.mongo.MongoNetworkError('gone'));
      await expect(DeadLetter.countDocuments()).resolves.toBe(0);
    });
  });

  it('is dead-lettered at once when the handler rejects it', async () => {
    const listener = new ThingListener();
    listener.failures = [new RejectedEventError('no such order')];
    await deliver(listener, { id: newId(), size: 1 });
    await expect(DeadLetter.findOne().lean()).resolves.toMatchObject({ reason: 'no such order' });
  });
});

describe('a message whose handler keeps failing', () => {
  const MINUTE_MS = 60_000;
  const message = {
    subject: 'thing:happened',
    sequence: 1,
    data: '{"id":"a","size":1}',
    time: new Date(),
    redelivered: true,
  };
  let listener: ThingListener;
  let handle: ReturnType<typeof createMessageHandler>;

  /** Delivers it `times` times at once. */
  const deliveries = async (times: number): Promise<string[]> => {
    listener.failures = Array.from({ length: 4 * times }, () => new Error('it is broken'));
    const ends = await Promise.allSettled(Array.from({ length: times }, () => handle(message)));
    return [...new Set(ends.map(({ status }) => status))];
  };
  const [wallClock, steadyClock] = [Date.now, performance.now.bind(performance)];
  const setWallClockForward = (byMs: number): unknown =>
    jest.spyOn(Date, 'now').mockImplementation(() => wallClock() + byMs);
  const letPass = (ms: number): unknown =>
    jest.spyOn(performance, 'now').mockImplementation(() => steadyClock() + ms);

  beforeEach(() => {
    listener = new ThingListener();
    handle = createMessageHandler(listener, createLogger('test', 'silent'));
    // The pauses between retries are real in the tests of one delivery, above.
    jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
  });
  afterEach(() => jest.restoreAllMocks());

  it('is dead-lettered after ten deliveries over five minutes, with its reason', async () => {
    expect(await deliveries(9)).toEqual(['rejected']);
    letPass(5 * MINUTE_MS);
    expect(await deliveries(1)).toEqual(['fulfilled']);
    expect(await DeadLetter.find().lean()).toMatchObject([
      { raw: message.data, reason: 'failed 10 times, last: Error: it is broken', attempts: 1 },
    ]);
  });

  it('is not dead-lettered after nine deliveries, within five minutes, or when the clock is set forward', async () => {
    expect(await deliveries(1)).toEqual(['rejected']);
    setWallClockForward(60 * MINUTE_MS);
    letPass(4 * MINUTE_MS);
    expect(await deliveries(11)).toEqual(['rejected']);
    handle = createMessageHandler(listener, createLogger('test', 'silent'));
    expect(await deliveries(8)).toEqual(['rejected']);
    letPass(10 * MINUTE_MS);
    expect(await deliveries(1)).toEqual(['rejected']);
    expect(await DeadLetter.countDocuments()).toBe(0);
  });

  it('counts from 1 again an hour after its last failure here: another replica has handled it', async () => {
    expect(await deliveries(9)).toEqual(['rejected']);
    letPass(60 * MINUTE_MS);
    expect(await deliveries(9)).toEqual(['rejected']);
    expect(await DeadLetter.countDocuments()).toBe(0);
  });
});
