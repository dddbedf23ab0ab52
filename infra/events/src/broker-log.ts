import { randomBytes } from 'node:crypto';
import { connect, type Message, type Stan } from 'node-nats-streaming';
import { UserError } from './user-error';

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
/** Without a message for so long, a log that should go on does not. */
const SILENCE_MS = 10_000;

/** The broker's log of events, read and written by people: nothing durable, nobody's place in it is moved. */
export class BrokerLog {
  private constructor(
    private readonly stan: Stan,
    private readonly monitor: string,
  ) {}

  /** @throws UserError when the broker does not answer */
  static connect({ url, clusterId, user, pass, monitor }: BrokerAddress): Promise<BrokerLog> {
    const clientId = `events-${randomBytes(6).toString('hex')}`;
    const stan = connect(clusterId, clientId, {
      ...{ url, user, pass },
      reconnect: false,
      connectTimeout: CONNECT_TIMEOUT_MS,
      ackTimeout: CONNECT_TIMEOUT_MS,
    });
    return new Promise((resolve, reject) => {
      const fail = (reason: unknown): void =>
        reject(new UserError(`the broker at ${url} does not answer: ${wordsOf(reason)}`, 1));
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
   * Hands over what is published on a subject from now on, or from a sequence on that may be in the past.
   * @returns when the broker has the subscription, with what ends it
   */
  follow(subject: string, from: number | 'now', heard: (event: LoggedEvent) => void): Promise<() => void> {
    const options = this.stan.subscriptionOptions();
    const subscription = this.stan.subscribe(
      subject,
      from === 'now' ? options : options.setStartAtSequence(from),
    );
    subscription.on('message', (message: Message) =>
      heard({
        subject,
        sequence: message.getSequence(),
        time: message.getTimestamp(),
        timeNs: message.getTimestampRaw(),
        data: String(message.getData()),
      }),
    );
    return new Promise((resolve, reject) => {
      const fail = (reason: unknown): void =>
        reject(new UserError(`the broker refuses to hand out ${subject}: ${wordsOf(reason)}`, 1));
      subscription.once('ready', () => resolve(() => subscription.close()));
      subscription.on('error', fail);
      subscription.once('timeout', () => fail('no answer'));
    });
  }

  /** All that the broker still has of a subject, oldest first. */
  async read(subject: string): Promise<LoggedEvent[]> {
    const last = await this.lastSequence(subject);
    if (last === 0) return [];
    const events: LoggedEvent[] = [];
    let stop: (() => void) | undefined;
    await new Promise<void>((resolve, reject) => {
      const silence = setTimeout(
        () => reject(new UserError(`the log of ${subject} ends at ${events.length} of ${last}`, 1)),
        SILENCE_MS,
      );
      const heard = (event: LoggedEvent): void => {
        events.push(event);
        silence.refresh();
        if (event.sequence < last) return;
        clearTimeout(silence);
        resolve();
      };
      this.follow(subject, 1, heard).then((end) => (stop = end), reject);
    });
    stop?.();
    return events;
  }

  /** @returns when the broker has stored it */
  publish(subject: string, data: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stan.publish(subject, data, (failure) => {
        if (failure) reject(new UserError(`the broker did not take it: ${wordsOf(failure)}`, 1));
        else resolve();
      });
    });
  }

  /** Says goodbye to the broker. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.stan.once('close', () => resolve());
      this.stan.close();
    });
  }

  private async lastSequence(subject: string): Promise<number> {
    const url = `${this.monitor}/streaming/channelsz?channel=${encodeURIComponent(subject)}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) }).catch(
      (error: unknown) => {
        throw new UserError(`the broker's monitor at ${this.monitor} does not answer: ${wordsOf(error)}`, 1);
      },
    );
    if (answer.status === 404) return 0;
    const { msgs, last_seq: last } = (await answer.json()) as { msgs: number; last_seq: number };
    return msgs === 0 ? 0 : last;
  }
}

/** The library also emits plain strings. */
const wordsOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
