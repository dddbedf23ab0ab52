import { randomUUID } from 'node:crypto';
import { model, Schema } from 'mongoose';
import { BusUnavailableError, type EventBus } from '../messaging/event-bus';
import type { Logger } from '../telemetry/logger';
import { brokerEpochChanges } from '../telemetry/metrics';
import { addRequest } from './maintenance-request';

/** The id that this service last left with the broker. */
export interface BrokerMarker {
  _id: 'broker';
  id: string;
  markedAt: Date;
}

const schema = new Schema<BrokerMarker>(
  { _id: String, id: String, markedAt: Date },
  { versionKey: false, autoCreate: false },
);
/** The marker of a service, in its own database: one document. */
export const BrokerMarker = model<BrokerMarker>('BrokerMarker', schema, 'brokermarkers');

/** The channel of a service's marker. */
export const epochChannel = (service: string): string => `epoch.${service}`;

/** How long a broker keeps a message (168 h), plus an hour for clocks that differ. */
const MESSAGES_KEPT_MS = (7 * 24 + 1) * 60 * 60_000;
/** A broker restored from a copy of its disk that is younger than this goes unnoticed. */
const RENEW_AFTER_MS = 10 * 60_000;
const CHECK_AFTER_MS = 60_000;

/**
 * Notices that the broker restarted empty or was replaced. The last message of the channel `epoch.<service>` holds a
 * random id (the marker), and so does the service's database. When they differ, the service requests a republish of
 * what the broker may have held. A new marker is written only after that, to the channel first: after a crash in
 * between, the two still differ and the republish is repeated.
 */
export class BrokerEpoch {
  private readonly channel: string;
  private connections = 0;
  /** The connection of the last complete check, and when the next check of it is due. */
  private checked = { connection: 0, nextAt: 0 };
  /** The difference that the last check found. */
  private difference?: string;

  constructor(
    private readonly bus: EventBus,
    service: string,
    private readonly logger: Logger,
  ) {
    this.channel = epochChannel(service);
    bus.onConnect(() => (this.connections += 1));
  }

  /** The number of this connection; the broker cannot have been replaced while it stays the same. */
  get connection(): number {
    return this.connections;
  }

  /** @throws BusUnavailableError when the broker was disconnected since `connection` was read */
  assertConnection(connection: number): void {
    if (connection !== this.connections || !this.bus.isConnected())
      throw new BusUnavailableError('the connection to the broker was lost meanwhile');
  }

  /**
   * Compares the markers once per connection and once a minute; requests a republish when they differ. Renews a marker
   * that is ten minutes old.
   */
  async check(): Promise<void> {
    const { connection } = this;
    if (!this.bus.isConnected()) return;
    if (this.checked.connection === connection && performance.now() < this.checked.nextAt) return;
    const seen = await this.bus.lastMessage(this.channel);
    const known = await BrokerMarker.findById('broker').lean();
    if (known && seen === known.id) {
      this.difference = undefined;
      await this.renew(connection);
    } else if (this.isConfirmed(known, seen)) {
      await this.requestRepublish(known, seen);
    } else {
      return; // the next run checks again
    }
    this.checked = { connection, nextAt: performance.now() + CHECK_AFTER_MS };
  }

  /**
   * Publishes a new marker.
   * @param connection the connection number read before republishing started
   * @throws BusUnavailableError when the broker was disconnected since then: it may be another one now
   */
  async mark(connection: number): Promise<void> {
    const id = randomUUID();
    this.assertConnection(connection);
    await this.bus.publish(this.channel, id);
    // After a reconnect while the marker waited, a broker without the events may hold it.
    this.assertConnection(connection);
    await BrokerMarker.updateOne({ _id: 'broker' }, [{ $set: { id: { $literal: id }, markedAt: '$$NOW' } }], {
      updatePipeline: true,
      upsert: true,
    });
  }

  /**
   * Whether two checks in a row found the same difference. A slow broker may time out once, and another replica may be
   * between its two writes of a new marker.
   */
  private isConfirmed(known: BrokerMarker | null, seen: string | undefined): boolean {
    const difference = JSON.stringify([known?.id, seen]);
    const isFirstContact = !known && seen === undefined;
    const isConfirmed = isFirstContact || difference === this.difference;
    this.difference = isConfirmed ? undefined : difference;
    return isConfirmed;
  }

  private async requestRepublish(known: BrokerMarker | null, seen: string | undefined): Promise<void> {
    // Named after the missing marker, so replicas that notice at the same time make one request.
    const _id = `broker-after-${known?.id ?? 'none'}`;
    // While the marker was there, the broker held all events of the time for which it keeps messages.
    const since = new Date((known?.markedAt.getTime() ?? Date.now()) - MESSAGES_KEPT_MS);
    const isStillMissing = async () => (await BrokerMarker.findById('broker').lean())?.id === known?.id;
    const isNew = await addRequest({ _id, kind: 'republish', since, marksBroker: true }, isStillMissing);
    if (!isNew) return;
    if (!known) return this.logger.info({ request: _id }, 'first contact with this broker');
    brokerEpochChanges.inc();
    this.logger.warn(
      { request: _id, known: known.id, seen, since },
      'broker restarted empty or from an older copy: republishing',
    );
  }

  /** One replica at a time, by the database's clock. */
  private async renew(connection: number): Promise<void> {
    const isDue = { $expr: { $lt: ['$markedAt', { $subtract: ['$$NOW', RENEW_AFTER_MS] }] } };
    const { modifiedCount } = await BrokerMarker.updateOne(
      { _id: 'broker', ...isDue },
      [{ $set: { markedAt: '$$NOW' } }],
      { updatePipeline: true },
    );
    if (modifiedCount === 1) await this.mark(connection);
  }
}
