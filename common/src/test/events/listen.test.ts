import timers from 'node:timers/promises';
import mongoose from 'mongoose';
import { z } from 'zod';
import { DeadLetter } from '../../events/dead-letter';
import { defineEvent, type EventData } from '../../events/define-event';
import { createMessageHandler } from '../../events/listen';
import { Listener, RejectedEventError } from '../../events/listener';
import { createLogger } from '../../service/logger';
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
  it('reaches the handler as its contract describes it, without unknown fields', async () => {
    const listener = new ThingListener();
    await deliver(listener, { id: 'a', size: 1, colour: 'red', meta: { time: 'now', source: 'x' } });
    expect(listener.seen).toEqual([{ id: 'a', size: 1, meta: { time: 'now', source: 'x' } }]);
  });

  it('may lack meta, or carry one that we do not understand', async () => {
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
  ])('with %s is set aside with its reason, and acknowledged', async (_what, data) => {
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

  it('is tried again when the handler fails for a moment', async () => {
    const listener = new ThingListener();
    listener.failures = [new Error('once'), new Error('twice')];
    await deliver(listener, { id: 'a', size: 1 });
    expect(listener.seen).toHaveLength(1);
  });

  it('is left to the broker when the handler keeps failing', async () => {
    const listener = new ThingListener();
    listener.failures = Array.from({ length: 4 }, () => new Error('database is away'));
    await expect(deliver(listener, { id: 'a', size: 1 })).rejects.toThrow('database is away');
    await expect(DeadLetter.countDocuments()).resolves.toBe(0);
  });

  describe('that fails again and again for longer than 5 minutes', () => {
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

    it('is set aside', async () => {
      await failTenTimes(new Error('too much'));
      const reason = 'failed 10 times, last: Error: too much';
      await expect(DeadLetter.findOne().lean()).resolves.toMatchObject({ reason });
    });

    it('is left to the broker when it is the database that fails', async () => {
      await failTenTimes(new mongoose.mongo.MongoNetworkError('gone'));
      await expect(DeadLetter.countDocuments()).resolves.toBe(0);
    });
  });

  it('is set aside at once when the handler says that no repetition can help', async () => {
    const listener = new ThingListener();
    listener.failures = [new RejectedEventError('no such order')];
    await deliver(listener, { id: newId(), size: 1 });
    await expect(DeadLetter.findOne().lean()).resolves.toMatchObject({ reason: 'no such order' });
  });
});
