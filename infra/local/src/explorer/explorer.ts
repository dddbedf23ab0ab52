import type { OrderEvents } from '@ecommerce/events/order-events';
import type { Stack } from '@ecommerce/events/stack';
import { EventIndex } from '../logs/event-index';
import type { EventLine } from '../logs/event-lines';
import type { LogRuns } from '../logs/log-runs';
import { type OrderStory, buildStory, UNKNOWN } from './order-story';

/** What was found for a search. */
export interface Found {
  orderIds: string[];
  /** The broker does not answer: only what the logs and earlier looks know is found. */
  isBrokerUnavailable: boolean;
}

const SHOWN_ORDERS = 50;
const ID = /^[0-9a-f]{24}$/;

/** Tells what happened to orders, from the services' logs and the broker's. Needs no service. */
export class Explorer {
  private readonly index: EventIndex;
  /** Of earlier runs; read when an order is asked for that this run does not know whole. */
  private readonly earlier = new Map<string, EventIndex>();
  private broker?: OrderEvents;

  constructor(
    private readonly runs: LogRuns,
    private readonly stack: () => Stack | undefined,
  ) {
    this.index = new EventIndex(runs.folder);
  }

  /** Reads what was logged since; called now and then, so that a question finds little to read. */
  update(): Promise<void> {
    return this.index.update();
  }

  /** @returns undefined for an order that neither a log nor the broker knows */
  async story(id: string): Promise<OrderStory | undefined> {
    const orderId = id.toLowerCase();
    await this.index.update();
    let lines = await this.index.linesOf(orderId);
    if (!lines.some(({ kind, subject }) => kind === 'published' && subject === 'order:created'))
      lines = [...(await this.#earlierLines(orderId)), ...lines];
    const story = buildStory(orderId, lines, this.broker?.factsOf(orderId));
    if (story.hops.length > 0 && story.hops.every(({ publishedBy }) => publishedBy !== UNKNOWN)) return story;
    // Lines are missing: the broker may know who published what.
    const facts = (await this.#refreshBroker())?.factsOf(orderId) ?? [];
    const { hops } = buildStory(orderId, lines, facts);
    return hops.length === 0 ? undefined : { orderId, hops };
  }

  /** Finds orders by their id, or that of a product or user, or a user's mail; without a query the newest ones. */
  async search(query: string): Promise<Found> {
    const broker = await this.#refreshBroker();
    const isBrokerUnavailable = broker?.isConnected() !== true;
    const wanted = query.trim().toLowerCase();
    if (wanted === '') return { orderIds: broker?.newest(SHOWN_ORDERS) ?? [], isBrokerUnavailable };
    const id = wanted.includes('@') ? broker?.userWith(wanted) : wanted;
    if (id === undefined || !ID.test(id)) return { orderIds: [], isBrokerUnavailable };
    const found = broker?.ordersWith(id) ?? [];
    if (found.length === 0 && (await this.story(id))) return { orderIds: [id], isBrokerUnavailable };
    return { orderIds: found.slice(0, SHOWN_ORDERS), isBrokerUnavailable };
  }

  async close(): Promise<void> {
    await this.broker?.close();
  }

  async #refreshBroker(): Promise<OrderEvents | undefined> {
    const nats = this.stack()?.nats;
    if (nats && !this.broker) {
      // Only now: it brings the events' contracts and the drivers with it.
      const { OrderEvents } = await import('@ecommerce/events/order-events');
      this.broker ??= new OrderEvents(nats);
    }
    await this.broker?.refresh();
    return this.broker;
  }

  async #earlierLines(orderId: string): Promise<EventLine[]> {
    const runs = this.runs.list();
    for (const run of this.earlier.keys()) if (!runs.includes(run)) this.earlier.delete(run);
    const found: EventLine[] = [];
    for (const run of runs) found.unshift(...(await (await this.#indexOf(run)).linesOf(orderId)));
    return found;
  }

  async #indexOf(run: string): Promise<EventIndex> {
    const known = this.earlier.get(run);
    if (known) return known;
    const index = new EventIndex(this.runs.folderOf(run) ?? '', { maxLogBytes: Infinity });
    this.earlier.set(run, index);
    await index.update();
    return index;
  }
}
