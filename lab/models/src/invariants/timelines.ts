import type { Books } from '../../../../infra/audit/src/books';
import type { StoredTimeline } from '../../../../infra/audit/src/documents';
import { mailsAreSentOnce } from '../../../../infra/audit/src/invariants/mails';
import { stepsAreTheHistory } from '../../../../infra/audit/src/invariants/timelines';
import { decideSent } from '../../../../notifications/src/domain/mail-decisions';
import { decideFact, type Fact } from '../../../../notifications/src/domain/timeline-decisions';
import type { Timeline } from '../../../../notifications/src/models/timeline';
import type { StoredInWorld } from './stored';

type Event = StoredInWorld['events'][number];

const FACTS: Record<string, (data: Event['data']) => Fact> = {
  'order:created': ({ userId, total }) => ({
    name: 'placed',
    userId: String(userId),
    total: Number(total),
    items: [],
  }),
  'payment:created': () => ({ name: 'paid' }),
  'stock:confirmed': () => ({ name: 'confirmed' }),
  'stock:rejected': () => ({ name: 'rejected' }),
  'order:cancelled': ({ reason }) => ({ name: 'cancelled', reason: reason as string | undefined }),
  'payment:refunded': ({ chargedAt }) => ({ name: 'refunded', chargedAt: String(chargedAt) }),
};

/**
 * I15 and I16: the steps and mails that follow from the events of a run are what happened to its orders, whatever the
 * order of the events: as they were published, backwards, and each twice. They also follow from what is left after the
 * broker restarted empty: the charges of refunded payments are not republished.
 */
export function timelinesAreTheHistory(books: Books, { events }: StoredInWorld): string[] {
  const twice = events.flatMap((event) => [event, event]);
  const isRefunded = new Set(
    events.filter(({ subject }) => subject === 'payment:refunded').map(({ data }) => data.orderId),
  );
  const left = events.filter(
    ({ subject, data }) => subject !== 'payment:created' || !isRefunded.has(data.orderId),
  );
  const deliveries = [
    events,
    events.toReversed(),
    [...twice, ...events.toReversed()],
    left,
    left.toReversed(),
  ];
  return deliveries.flatMap((delivery) => {
    const shown = { ...books, timelines: timelinesAfter(delivery, books.readAt) };
    return [
      ...stepsAreTheHistory({ ...shown, log: { events: [], ignored: 0 } }).map(
        ({ message }) => `I15: ${message}`,
      ),
      ...mailsAreSentOnce(shown).map(({ message }) => `I16: ${message}`),
    ];
  });
}

function timelinesAfter(events: readonly Event[], now: Date): StoredTimeline[] {
  const timelines = new Map<string, Timeline>();
  for (const { subject, data } of events) {
    const fact = FACTS[subject]?.(data);
    if (!fact) continue;
    const id = String(subject.startsWith('order:') ? data.id : data.orderId);
    const current = timelines.get(id);
    const { next } = decideFact(current ? { _id: id, ...current } : null, fact, now);
    if (next) timelines.set(id, allSent(id, next, now));
  }
  return [...timelines].map(([id, { steps, mails, userId }]) => ({
    id,
    steps,
    userId,
    updatedAt: now,
    mails: mails as StoredTimeline['mails'],
  }));
}

/** Each due mail is sent once, at once. */
function allSent(id: string, timeline: Timeline, now: Date): Timeline {
  return timeline.mails.reduce(
    (current, { kind }) => decideSent({ _id: id, ...current }, kind, now).next ?? current,
    timeline,
  );
}
