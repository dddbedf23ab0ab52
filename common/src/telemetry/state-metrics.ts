import { DeadLetter } from '../events/dead-letter';
import type { EventBus } from '../messaging/event-bus';
import type { AggregateModel } from '../outbox/aggregate';
import { databaseAnswers } from '../database/database';
import { busConnected, databaseUp, deadLetters, outboxOldestAge, outboxPendingEvents } from './metrics';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';
import { measureLag } from './event-lag';

/** What the state of a service is read from. */
export interface MeasuredService {
  name: string;
  bus: Pick<EventBus, 'isConnected'>;
  aggregates: readonly AggregateModel[];
  /** What its queue group subscribes to. */
  subjects: readonly string[];
  /** Base URL of the broker's monitor; without it, the lag is not measured here (ADR 0053). */
  monitor?: string;
}

/** A scrape must not wait for a slow database; its gauges keep their values then. */
const ANSWER_WITHIN_MS = 1000;

/** Sets the gauges that show the state of a service. It takes about a second at most, and never throws. */
export async function measureState({ name, bus, ...service }: MeasuredService): Promise<void> {
  const { aggregates, subjects, monitor } = service;
  busConnected.set(Number(bus.isConnected()));
  const isUp = await databaseAnswers(ANSWER_WITHIN_MS);
  databaseUp.set(Number(isUp));
  const measurements = [
    ...(isUp ? [measureDeadLetters(subjects), measureOutboxes(aggregates)] : []),
    ...(monitor ? [measureLag(monitor, name, subjects)] : []),
  ];
  await withTimeout(Promise.allSettled(measurements), ANSWER_WITHIN_MS, ignoreTimeout);
}

async function measureDeadLetters(subjects: readonly string[]): Promise<void> {
  const counts = await DeadLetter.aggregate<{ _id: string; count: number }>([
    { $group: { _id: '$subject', count: { $sum: 1 } } },
  ]).option({ maxTimeMS: ANSWER_WITHIN_MS });
  deadLetters.reset();
  for (const subject of subjects) deadLetters.set({ subject }, 0);
  for (const { _id: subject, count } of counts) deadLetters.set({ subject }, count);
}

async function measureOutboxes(models: readonly AggregateModel[]): Promise<void> {
  const found = await Promise.all(
    models.map((model) =>
      model
        .aggregate<{ events: number; oldestMs: number }>([
          { $match: { outboxAt: { $exists: true } } },
          { $project: { events: { $size: '$outbox' }, ageMs: { $subtract: ['$$NOW', '$outboxAt'] } } },
          { $group: { _id: null, events: { $sum: '$events' }, oldestMs: { $max: '$ageMs' } } },
        ])
        .option({ maxTimeMS: ANSWER_WITHIN_MS }),
    ),
  );
  const totals = found.flat();
  outboxPendingEvents.set(totals.reduce((sum, { events }) => sum + events, 0));
  outboxOldestAge.set(Math.max(0, ...totals.map(({ oldestMs }) => oldestMs)) / 1000);
}
