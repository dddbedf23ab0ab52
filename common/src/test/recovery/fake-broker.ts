import { setImmediate as nextTurn } from 'node:timers/promises';
import { BusUnavailableError, type EventBus } from '../../messaging/event-bus';

/** What recovery sees of a broker: the messages of each subject, and restarts with or without them. */
export class FakeBroker {
  private readonly logs = new Map<string, string[]>();
  private readonly reconnects: (() => void)[] = [];
  /** Counts restarts. */
  generation = 0;

  restart({ empty }: { empty: boolean }): void {
    this.generation += 1;
    if (empty) this.logs.clear();
    for (const reconnect of this.reconnects) reconnect();
  }

  /** All messages of a subject, oldest first. */
  read(subject: string): readonly string[] {
    return this.logs.get(subject) ?? [];
  }

  store(subject: string, data: string): void {
    this.logs.set(subject, [...this.read(subject), data]);
  }

  onRestart(reconnect: () => void): void {
    this.reconnects.push(reconnect);
  }
}

/** A connected bus; a restart of the broker fails the publishes in progress. */
export class FakeBus implements Pick<EventBus, 'publish' | 'lastMessage' | 'isConnected' | 'onConnect'> {
  private readonly listeners: (() => void)[] = [];

  constructor(readonly broker: FakeBroker) {
    broker.onRestart(() => this.connect());
  }

  connect(): void {
    for (const listener of this.listeners) listener();
  }

  async publish(subject: string, data: string): Promise<void> {
    const { generation } = this.broker;
    await nextTurn();
    if (generation !== this.broker.generation) throw new BusUnavailableError('the broker was stopped');
    this.broker.store(subject, data);
  }

  async lastMessage(subject: string): Promise<string | undefined> {
    return this.broker.read(subject).at(-1);
  }

  isConnected(): boolean {
    return true;
  }

  onConnect(listener: () => void): void {
    this.listeners.push(listener);
  }
}
