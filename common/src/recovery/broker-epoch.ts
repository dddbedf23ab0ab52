import { randomUUID } from 'node:crypto';
import { model, Schema } from 'mongoose';
import { BusUnavailableError, type EventBus } from '../messaging/event-bus';
import type { Logger } from '../runtime/logger';
import { brokerEpochChanges } from '../runtime/metrics';
import { askAgain, askFor } from './maintenance-request';

/** What this service has left on the broker to know it by. */
interface BrokerMarker {
  _id: 'broker';
  id: string;
  markedAt: Date;
}

const schema = new Schema<BrokerMarker>({ _id: String, id: String, markedAt: Date }, { versionKey: false });
const BrokerMarker = model<BrokerMarker>('BrokerMarker', schema, 'brokermarkers');

/** As long as a broker keeps a message (168 h), and an hour for clocks that differ. */
const TOLD_AGAIN_MS = (7 * 24 + 1) * 60 * 60_000;
/** How far back a broker may be set, to a copy of its disk, without anybody noticing. */
const MARKER_AGE_MS = 10 * 60_000;
const LOOK_AGAIN_MS = 60_000;

/**
 * Knows whether the broker still is the one that this service has published to. The last message of a channel of its
 * own holds a random id, and so does the service's database: when they differ, the broker has lost its data (or was
 * replaced), and what it had taken is told again from the documents. Only when that is complete a new id is written,
 * to the channel first: whatever dies in between, the ids still differ and it is done again.
 */
export class BrokerEpoch {
  private readonly channel: string;
  private connections = 0;
  private checked = 0;
  private lookAgainAt = 0;
  /** What was found instead of the known id at the last look. */
  private suspect?: string;

  constructor(
    private readonly bus: EventBus,
    service: string,
    private readonly logger: Logger,
  ) {
    this.channel = `epoch.${service}`;
    bus.onConnect(() => (this.connections += 1));
  }

  /** A number that grows with each connection: between two equal ones the broker was one and the same. */
  get connection(): number {
    return this.connections;
  }

  /**
   * Compares for each connection, and each minute; asks for a republish when the ids differ. Renews the marker every
   * ten minutes.
   */
  async check(): Promise<void> {
    if (!this.bus.isConnected()) return;
    const { connection } = this;
    if (this.checked === connection && performance.now() < this.lookAgainAt) return;
    let seen = await this.bus.lastMessage(this.channel);
    const known = await BrokerMarker.findById('broker').lean();
    // A broker out of breath may have answered too late: only who finds nothing twice has found nothing.
    if (known && seen === undefined) seen = await this.bus.lastMessage(this.channel);
    if (seen !== undefined && seen === known?.id) {
      await this.renew(connection);
    } else if (seen !== undefined && seen !== this.suspect) {
      // Another replica may be between its two writes of a new id: the next look tells.
      this.suspect = seen;
      return;
    } else {
      await this.askForRepublish(known, seen);
    }
    this.checked = connection;
    this.lookAgainAt = performance.now() + LOOK_AGAIN_MS;
  }

  /**
   * Gives the broker a new marker.
   * @param connection what `connection` was when all that was told before had not begun to be told
   * @throws BusUnavailableError when the connection was lost since then: the broker may be another one now
   */
  async mark(connection: number): Promise<void> {
    const id = randomUUID();
    this.mustBe(connection);
    await this.bus.publish(this.channel, id);
    // Lost and back while that waited to be sent: then the id may be with a broker that knows nothing else.
    this.mustBe(connection);
    await BrokerMarker.updateOne({ _id: 'broker' }, [{ $set: { id: { $literal: id }, markedAt: '$$NOW' } }], {
      updatePipeline: true,
      upsert: true,
    });
  }

  private async askForRepublish(known: BrokerMarker | null, seen: string | undefined): Promise<void> {
    // Named after the id that is missing: replicas that find out at once ask for one and the same.
    const _id = `broker-after-${known?.id ?? 'none'}`;
    // Whatever was told before is as old as the broker lets messages become, or the marker would be there.
    const since = new Date((known?.markedAt.getTime() ?? Date.now()) - TOLD_AGAIN_MS);
    const standing = await askFor({ _id, kind: 'republish', since, marksBroker: true });
    if (standing === 'open') return;
    if (standing === 'ended') {
      // By another replica, a moment ago: it has written the new id before it ended. Else the old one was put back.
      if ((await BrokerMarker.findById('broker').lean())?.id !== known?.id) return;
      await askAgain(_id, since);
    }
    if (!known) return this.logger.info({ request: _id }, 'first time at this broker');
    brokerEpochChanges.inc();
    this.logger.warn(
      { request: _id, known: known.id, seen, since },
      'the broker has lost its data: what changed since then is told again',
    );
  }

  /** One replica each time, by the clock of the database. */
  private async renew(connection: number): Promise<void> {
    const isDue = { $expr: { $lt: ['$markedAt', { $subtract: ['$$NOW', MARKER_AGE_MS] }] } };
    const { modifiedCount } = await BrokerMarker.updateOne(
      { _id: 'broker', ...isDue },
      [{ $set: { markedAt: '$$NOW' } }],
      { updatePipeline: true },
    );
    if (modifiedCount === 1) await this.mark(connection);
  }

  private mustBe(connection: number): void {
    if (connection !== this.connections || !this.bus.isConnected()) {
      throw new BusUnavailableError('the connection was lost meanwhile');
    }
  }
}
