import { z } from 'zod';
import { defineEvent } from '../../events/define-event';
import { createMessageHandler, listen } from '../../events/listen';
import { Listener, RejectedEventError } from '../../events/listener';
import { publishEvent } from '../../events/publish';
import { Publisher } from '../../events/publisher';
import type { EventBus, MessageHandler } from '../../messaging/event-bus';
import type { OutboxEntry } from '../../outbox/aggregate';
import { criticalTime } from '../../telemetry/metrics';
import { runInContext } from '../../telemetry/context';
import { newId, useDatabase } from '../../testing';
import { ANY_MS, ANY_TIME, readableLog } from './log-lines';

const shape = { id: z.string(), orderId: z.string(), userId: z.string(), version: z.int() };
const ParcelSent = defineEvent('ParcelSent', 'parcel:sent', shape, ({ id }) => id);
type State = { id: string; orderId: string; userId: string; version: number };

class ParcelSentPublisher extends Publisher<typeof ParcelSent, State> {
  readonly contract = ParcelSent;
  protected describe = (state: State) => state;
}

class ParcelSentListener extends Listener<typeof ParcelSent> {
  readonly contract = ParcelSent;
  failures: Error[] = [];

  async handle(): Promise<void> {
    const failure = this.failures.shift();
    if (failure) throw failure;
  }
}

const { logger, lines } = readableLog();
const state = { id: newId(), orderId: newId(), userId: newId(), version: 3 };
const facts = {
  subject: 'parcel:sent',
  eventId: state.id,
  version: 3,
  orderId: state.orderId,
  userId: state.userId,
};
const happenedAt = new Date(1_700_000_000_000);
const cause = { requestId: 'r1', traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true };
const announced = () => runInContext(cause, () => new ParcelSentPublisher().announce(state, happenedAt));
const bus = { publish: () => Promise.resolve() };

useDatabase();
beforeEach(() => lines.splice(0));

describe('an event', () => {
  it('carries the trace and the request that caused it', () => {
    const { meta } = JSON.parse(announced().data) as { meta: object };
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    expect(meta).toMatchObject({ requestId: 'r1', traceparent });
  });

  it('carries neither when nothing has caused it', () => {
    const { meta } = JSON.parse(new ParcelSentPublisher().announce(state, happenedAt).data) as {
      meta: object;
    };
    expect(meta).toEqual({ time: happenedAt.toISOString(), source: 'unknown' });
  });

  it('names the service of its publisher', () => {
    const { meta } = JSON.parse(new ParcelSentPublisher('parcels').announce(state, happenedAt).data) as {
      meta: object;
    };
    expect(meta).toMatchObject({ source: 'parcels' });
  });

  it('is logged when the broker has confirmed it, with all ids', async () => {
    await publishEvent(bus, announced(), logger);
    expect(lines).toEqual([
      {
        level: 'info',
        time: ANY_TIME,
        service: 'shop',
        msg: 'event published',
        ...facts,
        ms: ANY_MS,
        requestId: 'r1',
        traceId: cause.traceId,
      },
    ]);
  });

  it('is not logged as published when the broker refuses it', async () => {
    const refusing = { publish: () => Promise.reject(new Error('no')) };
    await expect(publishEvent(refusing, announced(), logger)).rejects.toThrow('no');
    expect(lines).toEqual([]);
  });

  it.each([
    ['order:created', { id: 'AB', version: 0 }, { eventId: 'ab', orderId: 'ab', version: 0 }],
    ['stock:confirmed', { orderId: 'ab' }, { eventId: 'ab', orderId: 'ab' }],
    ['product:updated', { id: 'ab', userId: 'cd' }, { eventId: 'ab', productId: 'ab', userId: 'cd' }],
    ['user:created', { id: 'ab', email: 'a@b.co' }, { eventId: 'ab', userId: 'ab' }],
  ])('of the subject %s is logged with the ids of its data only', async (subject, data, ids) => {
    await publishEvent(bus, { subject, data: JSON.stringify(data) }, logger);
    const [{ level: _level, time: _time, service: _service, msg: _msg, ms: _ms, ...rest } = {}] = lines;
    expect(rest).toEqual({ subject, ...ids });
  });
});

describe('a delivery', () => {
  const listener = new ParcelSentListener();
  const delivered = async (failures: Error[], of: Partial<OutboxEntry> & { redeliveries?: number } = {}) => {
    listener.failures = failures;
    const { data } = announced();
    const message = {
      subject: 'parcel:sent',
      sequence: 1,
      data,
      time: new Date(),
      redelivered: false,
      ...of,
    };
    await createMessageHandler(listener, logger)(message).catch(() => undefined);
    return lines.map(({ outcome, attempt, level }) => [outcome, attempt, level]);
  };

  it('is logged in one line with its ids, attempt, outcome and time', async () => {
    await delivered([]);
    expect(lines).toEqual([
      {
        level: 'info',
        time: ANY_TIME,
        service: 'shop',
        msg: 'event handled',
        ...facts,
        sequence: 1,
        attempt: 1,
        outcome: 'handled',
        ms: ANY_MS,
        requestId: 'r1',
        traceId: cause.traceId,
      },
    ]);
  });

  it('is logged at each try', async () => {
    expect(await delivered([new Error('once'), new Error('twice')])).toEqual([
      ['retried', 1, 'warn'],
      ['retried', 2, 'warn'],
      ['handled', 3, 'info'],
    ]);
    expect(lines[0]).toMatchObject({ err: { message: 'once' } });
  });

  it('goes on counting its attempts when the broker redelivers', async () => {
    expect(await delivered([], { redeliveries: 2 })).toEqual([['handled', 9, 'info']]);
  });

  it('is logged as dead-lettered with the reason', async () => {
    expect(await delivered([new RejectedEventError('no such order')])).toEqual([
      ['dead_lettered', 1, 'error'],
    ]);
    expect(lines[0]).toMatchObject({ ...facts, reason: 'no such order' });
  });

  it.each(['{"id":', 'null', '"text"', '{"meta":5}'])('of the malformed %s is logged, too', async (data) => {
    expect(await delivered([], { data })).toEqual([['dead_lettered', 1, 'error']]);
  });

  it.each([
    ['from before a connect that replays it is neither late nor logged', { replayMs: 1 }, -3_600_000, 0],
    ['from after that connect is logged', { replayMs: 1 }, 1000, 1],
    ['of a group is late, and logged', { queueGroup: 'shop' }, -3_600_000, 1],
  ])('%s', async (_what, options, sentAfterMs, count) => {
    let handle: MessageHandler | undefined;
    const broker = {
      subscribe: (_options, handler) => (handle = handler),
      onConnect: (connected) => connected(),
    } as Pick<EventBus, 'subscribe' | 'onConnect'> as EventBus;
    listen(broker, options, listener, logger);
    criticalTime.reset();
    const { data } = announced();
    const time = new Date(Date.now() + sentAfterMs);
    await handle?.({ subject: 'parcel:sent', sequence: 2, data, time, redelivered: false });
    const late = (await criticalTime.get()).values.filter(({ value }) => value >= 3600);
    expect(late).toHaveLength(sentAfterMs < 0 ? count : 0);
    expect(lines).toHaveLength(count);
  });
});
