import { type Hop, type OrderStory, startOf, UNKNOWN } from './order-story';

/** One fact of an order in the picture: a publication, or an attempt to handle an event. */
export interface Row {
  kind: 'published' | 'republished' | 'attempt';
  /** Who did it. */
  service: string;
  /** Who published the event that is handled. */
  from?: string;
  subject: string;
  /** ISO time of its beginning. */
  at: string;
  /** Since the row before, in milliseconds. */
  gapMs: number;
  attempt?: number;
  outcome?: string;
  ms?: number;
  reason?: string;
}

/** The services as columns, in the order in which they come in, and the facts as rows in the order of time. */
export interface Lifelines {
  services: string[];
  rows: Row[];
}

/** Lays the events of an order out as lifelines. */
export function layLifelines({ hops }: OrderStory): Lifelines {
  const rows = hops.flatMap(rowsOf).sort((a, b) => a.at.localeCompare(b.at) || rank(a) - rank(b));
  const timed = rows.map((row, index) => ({ ...row, gapMs: gapBetween(rows[index - 1], row) }));
  return { services: [...new Set(rows.map(({ service }) => service))], rows: timed };
}

const rank = ({ kind }: Row): number => (kind === 'attempt' ? 1 : 0);

function gapBetween(before: Row | undefined, row: Row): number {
  return before ? Math.max(0, Date.parse(row.at) - Date.parse(before.at)) : 0;
}

function rowsOf({ subject, publishedBy, publishedAt, republishedAt, deliveries }: Hop): Row[] {
  const about = { subject, gapMs: 0 };
  const published: Row[] =
    publishedBy === UNKNOWN ? [] : [{ kind: 'published', service: publishedBy, at: publishedAt, ...about }];
  const again = republishedAt.map((at): Row => ({ kind: 'republished', service: publishedBy, at, ...about }));
  const attempts = deliveries.map(({ service, attempt, outcome, ms, reason, ...delivery }): Row => ({
    kind: 'attempt',
    service,
    ...about,
    at: startOf({ ms, ...delivery }),
    attempt,
    outcome,
    ms,
    reason,
    ...(publishedBy !== UNKNOWN && { from: publishedBy }),
  }));
  return [...published, ...again, ...attempts];
}

/** How long something took, as people read it. */
export function durationOf(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
