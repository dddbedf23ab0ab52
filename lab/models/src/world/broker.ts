import { BusUnavailableError, type BusMessage } from '@datnxecommerce/common';
import type { Service } from './process';

/** One message on its way to one service. */
export interface Delivery {
  service: Service;
  message: BusMessage;
  state: 'waiting' | 'in flight';
}

/**
 * The log of all that was published, and what each service has not acknowledged yet. It delivers nothing by itself:
 * the schedule chooses what comes next, and so reorders, delays and repeats messages.
 */
export class Broker {
  readonly log: BusMessage[] = [];
  readonly deliveries: Delivery[] = [];
  isDown = false;

  constructor(
    private readonly subscribers: (subject: string) => readonly Service[],
    private readonly now: () => number,
  ) {}

  /** @throws BusUnavailableError while it is down */
  store(subject: string, data: string): void {
    if (this.isDown) throw new BusUnavailableError();
    const sequence = this.log.length + 1;
    const message = { subject, data, sequence, time: new Date(this.now()), redelivered: false };
    this.log.push(message);
    for (const service of this.subscribers(subject)) this.deliver(service, message);
  }

  waiting(): Delivery[] {
    return this.deliveries.filter(({ state }) => state === 'waiting');
  }

  acknowledge(delivery: Delivery): void {
    const index = this.deliveries.indexOf(delivery);
    if (index >= 0) this.deliveries.splice(index, 1);
  }

  /** Not acknowledged: it comes again. */
  giveBack(delivery: Delivery): void {
    if (!this.deliveries.includes(delivery)) return;
    delivery.state = 'waiting';
    delivery.message = { ...delivery.message, redelivered: true };
  }

  /** Delivers a message of the log once more, whatever became of it before. */
  repeat(message: BusMessage, service: Service): void {
    this.deliver(service, { ...message, redelivered: true });
  }

  subscribersOf(message: BusMessage): readonly Service[] {
    return this.subscribers(message.subject);
  }

  /** @returns what brings log and deliveries back to what they are now */
  save(): () => void {
    const log = [...this.log];
    const { isDown } = this;
    const deliveries = this.deliveries.map((delivery) => [delivery, { ...delivery }] as const);
    return () => {
      this.isDown = isDown;
      this.log.splice(0, Infinity, ...log);
      this.deliveries.splice(0, Infinity, ...deliveries.map(([delivery, as]) => Object.assign(delivery, as)));
    };
  }

  private deliver(service: Service, message: BusMessage): void {
    this.deliveries.push({ service, message, state: 'waiting' });
  }
}
