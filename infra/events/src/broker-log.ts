import { randomBytes } from 'node:crypto';
import { connect, type Message, type Stan } from 'node-nats-streaming';
import { askMonitor } from './broker-monitor';
import { messageOf, UserError } from './user-error';

/** Where a broker is: `nats` of a stack.json. */
export interface BrokerAddress {
  url: string;
  clusterId: string;
  user?: string;
  pass?: string;
  /** Its HTTP monitor, which knows how long the log of a subject is. */
  monitor: string;
}

/** One event as the broker keeps it. */
export interface LoggedEvent {
  subject: string;
  sequence: number;
  /** When the broker took it. */
  time: Date;
  /** The same in nanoseconds: what orders events of one millisecond. */
  timeNs: number;
  /** As it came; may be malformed. */
  data: string;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** A log that delivers nothing for this long counts as cut off. */
const SILENCE_MS = 10_000;

/** The broker's log of events, read and written by people: no durable subscription, and no position of one changes. */
export class BrokerLog {
  private isLost = false;

  private constructor(
    private readonly stan: Stan,
    private readonly monitor: string,
  ) {
    stan.setMaxListeners(0); // each log that is read listens for the end of the connection
    this.onLost(() => (this.isLost = true));
  }

  /** @throws UserError when the broker does not answer */
  static connect({ url, clusterId, user, pass, monitor }: BrokerAddress): Promise<BrokerLog> {
    const clientId = `reader-${randomBytes(6).toString('hex')}`;
    const stan = connect(clusterId, clientId, {
      url,
      user,
      pass,
      reconnect: false,
      connectTimeout: CONNECT_TIMEOUT_MS,
      ackTimeout: CONNECT_TIMEOUT_MS,
    });
    return new Promise((resolve, reject) => {
      const fail = (reason: unknown): void =>
        reject(new UserError(`the broker at ${url} does not answer: ${messageOf(reason)}`, 1));
      stan.once('connect', () => resolve(new BrokerLog(stan, monitor)));
      stan.on('error', fail);
      stan.on('close', () => fail('it closed the connection'));
    });
  }

  /** Calls back once when the connection is lost; the library creates no new one. */
  onLost(lost: () => void): void {
    this.stan.once('connection_lost', lost);
    this.stan.once('close', lost);
  }

  /**
   * Delivers what is published on a subject from now on, or from a sequence on that may be in the past.
   * @returns when the broker has the subscription, with what ends it
   */
  follow(subject: string, from: number | 'now', received: (event: LoggedEvent) => void): Promise<() => void> {
    const options = this.stan.subscriptionOptions();
    const subscription = this.stan.subscribe(
      subject,
      from === 'now' ? options : options.setStartAtSequence(from),
    );
    subscription.on('message', (message: Message) =>
      received({
        subject,
        sequence: message.getSequence(),
        time: message.getTimestamp(),
        timeNs: message.getTimestampRaw(),
        data: String(message.getData()),
      }),
    );
    return new Promise((resolve, reject) => {
      const fail = (reason: unknown): void =>
        reject(new UserError(`the broker refuses to hand out ${subject}: ${messageOf(reason)}`, 1));
      subscription.once('ready', () => resolve(() => subscription.close()));
      subscription.on('error', fail);
      subscription.once('timeout', () => fail('no answer'));
    });
  }

  /** The subjects of which the broker has a log. */
  async subjects(): Promise<string[]> {
    const { names } = await askMonitor<{ names?: string[] }>(this.monitor, '?limit=10000', {});
    return (names ?? []).sort();
  }

  /** All that the broker still has of a subject, oldest first; the first has sequence 1 if nothing was dropped. */
  async read(subject: string): Promise<LoggedEvent[]> {
    const nothing = { msgs: 0, last_seq: 0 };
    const query = `?channel=${encodeURIComponent(subject)}`;
    const { msgs, last_seq: last } = await askMonitor(this.monitor, query, nothing);
    if (msgs === 0) return [];
    const events: LoggedEvent[] = [];
    let stop: (() => void) | undefined;
    let silence: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const cutOff = (): void =>
          reject(new UserError(`the log of ${subject} ends at ${events.length} of ${msgs}`, 1));
        silence = setTimeout(cutOff, SILENCE_MS);
        this.onLost(cutOff);
        const received = (event: LoggedEvent): void => {
          events.push(event);
          silence?.refresh();
          if (event.sequence >= last) resolve();
        };
        this.follow(subject, 1, received).then((end) => (stop = end), reject);
      });
    } finally {
      clearTimeout(silence);
    }
    stop?.();
    return events;
  }

  /** @returns when the broker has stored it */
  publish(subject: string, data: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const refuse = (reason: unknown): void =>
        reject(new UserError(`the broker did not take it: ${messageOf(reason)}`, 1));
      const cutOff = (): void => refuse('the connection ended');
      // When the connection ends, the library confirms what is pending, although nothing was stored.
      this.stan.once('error', refuse).once('disconnect', cutOff);
      this.stan.publish(subject, data, (failure) => {
        this.stan.off('error', refuse).off('disconnect', cutOff);
        if (failure) refuse(failure);
        else resolve();
      });
    });
  }

  /** Closes the connection, unless it is lost; stops waiting for a broker that does not answer. */
  async close(): Promise<void> {
    if (this.isLost) return;
    await new Promise<void>((resolve) => {
      const enough = setTimeout(resolve, CONNECT_TIMEOUT_MS);
      this.stan.once('close', () => {
        clearTimeout(enough);
        resolve();
      });
      this.stan.close();
    });
  }
}
