import { BrokerLog, type BrokerAddress, type LoggedEvent } from './broker-log';
import { checkEvent } from './checked-event';
import { contracts } from './contracts';

/** A publication as the broker knows it. */
export interface BrokerFact {
  subject: string;
  /** Subject and what identifies the event. */
  key: string;
  /** Who published it, as far as that is known. */
  source: string;
  /** ISO time. */
  at: string;
}

/** Older ones are forgotten. */
const KEPT_ORDERS = 50_000;
const KEPT_USERS = 50_000;
/** The first look reads the whole log; a page does not wait longer for it. */
const CATCH_UP_MS = 2_000;

interface KnownOrder {
  facts: BrokerFact[];
  userId?: string;
  productIds: string[];
}

/** The broker's log of orders and users. Connects at the first question; keeps what it knows when the broker dies. */
export class OrderEvents {
  private readonly orders = new Map<string, KnownOrder>();
  private readonly userIds = new Map<string, string>();
  private readonly seen = new Map<string, number>();
  private log?: BrokerLog;
  private connecting?: Promise<void>;

  constructor(private readonly address: BrokerAddress) {}

  /** Connects if need be, and reads what the broker has taken so far; takes at most two seconds. */
  async refresh(): Promise<void> {
    if (this.log) return;
    this.connecting ??= this.#connect().finally(() => (this.connecting = undefined));
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, CATCH_UP_MS).unref());
    await Promise.race([this.connecting.catch(() => undefined), timeout]);
  }

  isConnected(): boolean {
    return this.log !== undefined;
  }

  /** The publications about an order, oldest first. */
  factsOf(orderId: string): readonly BrokerFact[] {
    return this.orders.get(orderId)?.facts ?? [];
  }

  /** The orders that have this id: as their own, their buyer's or that of one of their products; newest first. */
  ordersWith(id: string): string[] {
    const found = [...this.orders].filter(
      ([orderId, { userId, productIds }]) => orderId === id || userId === id || productIds.includes(id),
    );
    return found.map(([orderId]) => orderId).reverse();
  }

  /** The user with this mail address. */
  userWith(email: string): string | undefined {
    return this.userIds.get(email.toLowerCase());
  }

  /** The newest orders. */
  newest(count: number): string[] {
    return [...this.orders.keys()].slice(-count).reverse();
  }

  async close(): Promise<void> {
    await this.log?.close();
    this.log = undefined;
  }

  async #connect(): Promise<void> {
    const log = await BrokerLog.connect(this.address);
    log.onLost(() => (this.log = undefined));
    // The logs are read in the order of time once, so that orders are known in the order in which they came.
    const past = (await Promise.all(contracts.map(({ subject }) => log.read(subject)))).flat();
    for (const event of past.sort((a, b) => a.timeNs - b.timeNs)) this.#learn(event);
    for (const { subject } of contracts) {
      const last = past.filter((event) => event.subject === subject).at(-1);
      await log.follow(subject, (last?.sequence ?? 0) + 1, (event) => this.#learn(event));
    }
    this.log = log;
  }

  #learn(event: LoggedEvent): void {
    // A lost connection begins from the start; a broker that restarted empty has another clock reading.
    if (event.timeNs <= (this.seen.get(event.subject) ?? 0)) return;
    this.seen.set(event.subject, event.timeNs);
    const { fields, key } = checkEvent(event.subject, event.data);
    if (key === undefined) return;
    if (event.subject === 'user:created') return this.#learnUser(fields);
    const orderId = event.subject.startsWith('order:') ? fields.id : fields.orderId;
    if (typeof orderId === 'string') this.#learnOrder(orderId.toLowerCase(), key, event, fields);
  }

  #learnUser({ email, id }: Record<string, unknown>): void {
    this.userIds.set(String(email).toLowerCase(), String(id).toLowerCase());
    if (this.userIds.size > KEPT_USERS) dropOldest(this.userIds);
  }

  #learnOrder(orderId: string, key: string, event: LoggedEvent, fields: Record<string, unknown>): void {
    const order = this.orders.get(orderId) ?? { facts: [], productIds: [] };
    this.orders.set(orderId, order);
    const { source } = (fields.meta ?? {}) as { source?: unknown };
    const fact = { subject: event.subject, key, at: event.time.toISOString() };
    order.facts.push({ ...fact, source: typeof source === 'string' ? source : 'unknown' });
    if (event.subject === 'order:created') Object.assign(order, partiesOf(fields));
    if (this.orders.size > KEPT_ORDERS) dropOldest(this.orders);
  }
}

function partiesOf({ userId, items }: Record<string, unknown>): Pick<KnownOrder, 'userId' | 'productIds'> {
  const ids = (items as { productId: string }[]).map(({ productId }) => productId.toLowerCase());
  return { userId: String(userId).toLowerCase(), productIds: ids };
}

function dropOldest(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
