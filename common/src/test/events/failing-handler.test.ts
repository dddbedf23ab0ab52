import timers from 'node:timers/promises';
import { z } from 'zod';
import { DeadLetter } from '../../events/dead-letter';
import { defineEvent } from '../../events/define-event';
import { RETRY_PAUSES_MS } from '../../events/delivery-log';
import { listen } from '../../events/listen';
import { Listener } from '../../events/listener';
import { NatsStreamingBus } from '../../messaging/nats-streaming-bus';
import { createLogger } from '../../telemetry/logger';
import { waitFor } from '../../runtime/wait-for';
import { useDatabase } from '../../testing';
import { eventually } from '../../testing/eventually';
import { CLUSTER_ID, RealBroker } from '../../testing/real-broker';

const ParcelSent = defineEvent('ParcelSent', 'parcel:sent', { id: z.string() }, ({ id }) => id);

/** A bug for one parcel only, which no repetition cures. */
class ParcelListener extends Listener<typeof ParcelSent> {
  readonly contract = ParcelSent;
  readonly seen: string[] = [];
  failures = 0;

  async handle({ id }: { id: string }): Promise<void> {
    if (id === 'bad') {
      this.failures += 1;
      throw new Error('this parcel is too much');
    }
    this.seen.push(id);
  }
}

const FIVE_MINUTES_MS = 5 * 60_000;
/** Less than a failing handler takes with its tries in a row. */
const PROMPTLY_MS = 1_000;
const DELIVERIES = 10;
/** The first, and three more in a row. */
const TRIES_EACH = 4;
const TRIES = DELIVERIES * TRIES_EACH;

useDatabase();

describe('an event whose handler keeps failing, and a real broker', () => {
  let broker: RealBroker;
  let bus: NatsStreamingBus;

  beforeEach(async () => {
    broker = await RealBroker.create();
    await broker.start();
    bus = new NatsStreamingBus({
      url: broker.url,
      clusterId: CLUSTER_ID,
      clientId: 'parcels',
      ackWaitMs: 1_000,
    });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await bus.close();
    await broker.remove();
  });

  it('does not block others, and is finally dead-lettered with its reason', async () => {
    const listener = new ParcelListener();
    listen(bus, { queueGroup: 'parcels' }, listener, createLogger('test', 'silent'));
    bus.connect();
    await eventually(() => bus.isConnected());
    const send = (id: string): Promise<void> => bus.publish('parcel:sent', JSON.stringify({ id }));
    const goodOnesPass = async (name: string): Promise<void> => {
      const ids = Array.from({ length: 50 }, (_, number) => `${name} ${number}`);
      await Promise.all(ids.map(send));
      await eventually(() => ids.every((id) => listener.seen.includes(id)), PROMPTLY_MS);
    };

    await send('bad');
    await goodOnesPass('those right behind it');
    // Delivered and failed again and again meanwhile.
    await eventually(() => listener.failures > 2 * TRIES_EACH);
    await goodOnesPass('those long behind it');

    // The remaining deliveries fail at once, so the broker redelivers every second.
    const sleep = timers.setTimeout;
    jest
      .spyOn(timers, 'setTimeout')
      .mockImplementation((ms, ...rest) => sleep(RETRY_PAUSES_MS.includes(ms ?? 0) ? 0 : ms, ...rest));
    const now = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + FIVE_MINUTES_MS);
    await eventually(() => listener.failures === TRIES, 30_000);
    const letter = await waitFor(() => DeadLetter.findOne().lean());
    expect(letter).toMatchObject({ subject: 'parcel:sent', raw: '{"id":"bad"}', attempts: 1 });
    expect(letter?.reason).toBe('failed 10 times, last: Error: this parcel is too much');
    await goodOnesPass('those after its end');
    expect(listener.failures).toBe(TRIES);
  }, 60_000);
});
