import type { BrokerFact } from '@ecommerce/events/order-events';
import type { AttemptLine, EventLine, PublishLine } from '../logs/event-lines';

/** One attempt of a service to handle an event: the delivery, or a retry of it. */
export interface Delivery {
  service: string;
  /** ISO time of its end. */
  at: string;
  attempt: number;
  outcome: string;
  ms: number;
  reason?: string;
}

/** One event of an order: its publication, and what became of it. */
export interface Hop {
  subject: string;
  publishedBy: string;
  /** ISO time; of the first publication when there were several. */
  publishedAt: string;
  deliveries: Delivery[];
  /** Subject and what identifies the event. */
  key: string;
  /** When it was published again. */
  republishedAt: string[];
}

/** What happened to one order, in the order of time. */
export interface OrderStory {
  orderId: string;
  hops: Hop[];
}

/** Stands for a publisher that nothing names. */
export const UNKNOWN = 'unknown';

/**
 * Joins the lines about an order to its events. What the broker knows fills in the publications that no line tells: of
 * a run whose logs are gone, or of a publisher that died before it wrote the line.
 */
export function buildStory(
  orderId: string,
  lines: readonly EventLine[],
  facts: readonly BrokerFact[] = [],
): OrderStory {
  const hops = new Map<string, Hop>();
  const published = lines.filter((line): line is PublishLine => line.kind === 'published');
  for (const line of published) addPublication(hops, { ...line, source: line.service, at: startOf(line) });
  for (const fact of facts) if (!hops.has(fact.key)) addPublication(hops, fact);
  for (const line of lines) if (line.kind === 'handled') addDelivery(hops, line);
  return { orderId, hops: [...hops.values()].sort((a, b) => compare(a.publishedAt, b.publishedAt)) };
}

function addPublication(hops: Map<string, Hop>, { subject, key, source, at }: BrokerFact): void {
  const known = hops.get(key);
  if (known) {
    if (known.publishedAt !== at) known.republishedAt.push(at);
    return;
  }
  hops.set(key, { subject, publishedBy: source, publishedAt: at, deliveries: [], key, republishedAt: [] });
}

function addDelivery(hops: Map<string, Hop>, line: AttemptLine): void {
  const { subject, key, service, at, attempt, outcome, ms, reason } = line;
  // The publisher's line may be missing: it died, or its log is gone.
  if (!hops.has(key)) addPublication(hops, { subject, key, source: UNKNOWN, at: startOf(line) });
  const deliveries = hops.get(key)?.deliveries ?? [];
  deliveries.push({ service, at, attempt, outcome, ms, ...(reason !== undefined && { reason }) });
  deliveries.sort((a, b) => compare(a.at, b.at));
}

/** When it began: its line is written at its end. */
export function startOf({ at, ms }: Pick<Delivery, 'at' | 'ms'>): string {
  const end = Date.parse(at);
  return Number.isNaN(end) ? at : new Date(end - ms).toISOString();
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
