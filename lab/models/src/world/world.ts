import './clock';
import { BusUnavailableError, createLogger, type EventBus } from '@datnxecommerce/common';
import { createMessageHandler } from '../../../../common/src/events/listen';
import { OutboxRelay, relays } from '../../../../common/src/outbox/relay';
import type { PaymentDeps } from '../../../../payments/src/domain/payment-deps';
import { BackgroundTasks } from '../../../../payments/src/services/background-tasks';
import { Broker, type Delivery } from './broker';
import { Databases, type ServiceWrite } from './databases';
import { SERVICES, type Process, type Service } from './process';
import { Scheduler } from './scheduler';
import { auth } from './services/auth';
import { cart } from './services/cart';
import { orders } from './services/orders';
import { payments } from './services/payments';
import { products } from './services/products';
import type { ServiceParts } from './services/service';
import { setEnvironment, type Environment } from './step';
import { StripeBooks } from './stripe-books';

/** As the driver's own when the connection breaks: `isDatabaseUnavailable` of common knows it by its name. */
class NetworkError extends Error {
  override readonly name = 'MongoNetworkError';
}

const logger = createLogger('models', 'silent');
const lost = { kind: 'unknown', reason: 'lost', keySpent: false } as const;
const ANSWER_WITHIN_MS = 5000;
/** A call that has not reached Stripe by then never does. A request takes 20 s, or more in a stopped process. */
const CALL_MS = 5 * 60_000;

/** The services with their databases, the broker and Stripe, in memory, one step at a time. */
export class World implements Environment {
  readonly scheduler = new Scheduler();
  readonly stripe = new StripeBooks(() => this.scheduler.now);
  readonly broker: Broker;
  readonly databases: Databases;
  /** Whether processes publish what they write; otherwise all events wait for a sweep, as without a broker. */
  publishesAtOnce = true;
  /** What payments' use cases need; new ones at each restart of the service. */
  paymentDeps = this.openPaymentDeps();
  private readonly parts: Record<Service, ServiceParts>;
  private readonly handlers: Record<Service, Map<string, ReturnType<typeof createMessageHandler>>>;

  constructor(onWrite: (write: ServiceWrite, by: Process) => void = () => undefined) {
    setEnvironment(this);
    this.databases = new Databases(
      () => this.scheduler.now,
      (write) => onWrite(write, this.scheduler.current),
    );
    this.parts = {
      products: products(),
      orders: orders(),
      payments: payments(this.paymentDeps),
      cart: cart(),
      auth: auth(),
    };
    this.broker = new Broker(
      (subject) =>
        Object.values(this.parts)
          .filter((part) => consumes(part, subject))
          .map(({ name }) => name),
      () => this.scheduler.now,
    );
    this.handlers = {
      products: handlersOf(this.parts.products),
      orders: handlersOf(this.parts.orders),
      payments: handlersOf(this.parts.payments),
      cart: handlersOf(this.parts.cart),
      auth: handlersOf(this.parts.auth),
    };
  }

  /**
   * Hands waiting messages to one process of their service, at once; each is acknowledged when its handler has ended
   * well.
   */
  deliver(...deliveries: Delivery[]): Promise<Process> {
    const { service } = deliveries[0]!;
    for (const delivery of deliveries) delivery.state = 'in flight';
    const name = deliveries.map(({ message }) => `${message.subject} ${message.sequence}`).join(', ');
    const work = () => Promise.allSettled(deliveries.map((delivery) => this.handle(delivery)));
    return this.scheduler.start(service, name, work, () =>
      deliveries.forEach((delivery) => this.broker.giveBack(delivery)),
    );
  }

  private async handle(delivery: Delivery): Promise<void> {
    const { service, message } = delivery;
    const handle = this.handlers[service].get(message.subject);
    if (!handle) throw new Error(`${service} does not consume ${message.subject}`);
    await handle(message);
    await this.scheduler.perform({
      label: 'acknowledge',
      run: () => this.broker.acknowledge(delivery),
      lost: () => {
        throw new BusUnavailableError();
      },
    });
  }

  /** One sweep of a service's relay, which sends what the outboxes hold. */
  relay(service: Service): Promise<Process> {
    const relay = new OutboxRelay(this.parts[service].aggregates, this.bus, logger);
    return this.scheduler.start(service, 'relay', () => relay.sweep());
  }

  /** One run of a service's job. */
  job(service: Service, name: string): Promise<Process> {
    const run = this.parts[service].jobs[name];
    if (!run) throw new Error(`${service} has no job ${name}`);
    return this.scheduler.start(service, name, run);
  }

  readonly jobsOf = (service: Service): string[] => Object.keys(this.parts[service].jobs);

  /** Kills a service; another one of it is there at once, which knows what is stored and nothing else. */
  async crash(service: Service): Promise<void> {
    for (const process of this.scheduler.processes.filter((each) => each.service === service))
      await this.scheduler.kill(process);
    for (const delivery of this.broker.deliveries)
      if (delivery.service === service) this.broker.giveBack(delivery);
    this.restart(service);
  }

  /** @returns what brings all that is stored, logged and charged back to what it is now */
  save(): () => void {
    const restore = [this.scheduler, this.databases, this.broker, this.stripe].map((part) => part.save());
    return () => {
      restore.forEach((bringBack) => bringBack());
      SERVICES.forEach((service) => this.restart(service));
    };
  }

  /** Lets time go by, for wall clocks and for the others. */
  pass(ms: number): void {
    this.scheduler.now += ms;
    this.scheduler.monotonic += ms;
  }

  connection(): object {
    const { connection, service } = this.scheduler.current;
    if (this.publishesAtOnce && !relays.has(connection))
      relays.set(connection, new OutboxRelay(this.parts[service].aggregates, this.bus, logger));
    return connection;
  }

  now(): number {
    return this.scheduler.now;
  }

  monotonic(): number {
    return this.scheduler.monotonic;
  }

  inDatabase: Environment['inDatabase'] = (label, work) => {
    const { service } = this.scheduler.current;
    return this.scheduler.perform({
      label,
      run: () => work(this.databases.of(service)),
      lost: () => {
        throw new NetworkError(`${label} was cut off`);
      },
    });
  };

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.scheduler.sleep(ms, signal);
  }

  every(work: () => void): object {
    const interval = { process: this.scheduler.current, work };
    this.scheduler.intervals.add(interval);
    return interval;
  }

  forget(timer: object): void {
    this.scheduler.intervals.delete(timer as never);
  }

  /** A service as it is after its start: with nothing in its memory. */
  private restart(service: Service): void {
    if (service === 'payments') this.paymentDeps = this.openPaymentDeps();
    this.parts[service] =
      service === 'payments' ? payments(this.paymentDeps) : { products, orders, cart, auth }[service]();
    this.handlers[service] = handlersOf(this.parts[service]);
  }

  private openPaymentDeps(): PaymentDeps {
    const ask = <Outcome>(label: string, run: () => Outcome): Promise<Outcome | typeof lost> => {
      const asked = this.scheduler.now;
      const inTime = (): Outcome | typeof lost => (this.scheduler.now - asked > CALL_MS ? lost : run());
      return this.scheduler.perform<Outcome | typeof lost>({ label, run: inTime, lost: () => lost });
    };
    return {
      gateway: {
        charge: (request) => ask('stripe.charge', () => this.stripe.charge(request)),
        findCharge: (request) => ask('stripe.list', () => this.stripe.find(request)),
        refund: (request) => ask('stripe.refund', () => this.stripe.refund(request)),
      },
      logger,
      background: new BackgroundTasks(logger),
      answerWithinMs: ANSWER_WITHIN_MS,
      expireAfterMs: Infinity,
      isBusConnected: () => true,
    };
  }

  private readonly bus: EventBus = {
    publish: (subject, data) =>
      this.scheduler.perform({
        label: `publish ${subject}`,
        run: () => this.broker.store(subject, data),
        lost: () => {
          throw new BusUnavailableError();
        },
      }),
    lastMessage: () => Promise.resolve(undefined),
    isConnected: () => !this.broker.isDown,
    connect: () => undefined,
    subscribe: () => undefined,
    onConnect: () => undefined,
    drain: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

const consumes = ({ listeners }: ServiceParts, subject: string): boolean =>
  listeners.some(({ contract }) => contract.subject === subject);

const handlersOf = ({ listeners }: ServiceParts) =>
  new Map(listeners.map((listener) => [listener.contract.subject, createMessageHandler(listener, logger)]));
