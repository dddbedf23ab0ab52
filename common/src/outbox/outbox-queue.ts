import type { OutboxEntry } from './aggregate';
import type { DocumentRef, OutboxLease } from './local-relay';

/** Keys of published events that are remembered for a document, against publishing one twice. */
const MAX_SENT = 1000;

/** What this process knows of a document's outbox while its lease lasts. */
export interface OutboxQueue extends DocumentRef {
  /** The `rev` of the last write whose events are queued. */
  rev: number;
  /** Events to publish, in order. */
  entries: OutboxEntry[];
  /** Keys of events that were published; a write under way may still have read them. */
  sent: Set<string>;
  lease: OutboxLease;
  /** Ends of the leases that this process stored, or is about to store. */
  leases: Set<number>;
}

/** Names a document among all models. */
export const keyOf = ({ model, id }: DocumentRef): string => `${model.modelName}:${String(id)}`;

/** The queue of a document that this process has just leased. */
export const queueOf = (
  { model, id }: DocumentRef,
  content: Pick<OutboxQueue, 'rev' | 'entries' | 'lease'>,
): OutboxQueue => ({
  model,
  id,
  ...content,
  sent: new Set(),
  leases: new Set([content.lease.until.getTime()]),
});

/** Remembers a published event; of many, the latest 1,000. */
export function remember(sent: Set<string>, key: string): void {
  sent.add(key);
  const [oldest] = sent;
  if (sent.size > MAX_SENT && oldest !== undefined) sent.delete(oldest);
}

/** Adds a lease and forgets those that have ended. */
export function addLease(leases: Set<number>, until: Date, now: Date): void {
  for (const end of leases) if (end <= now.getTime()) leases.delete(end);
  leases.add(until.getTime());
}
