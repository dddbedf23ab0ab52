import { parseFields } from './log-entry';

interface AboutEvent {
  service: string;
  subject: string;
  /** Subject and what identifies the event, as its contract has it. */
  key: string;
  orderId?: string;
  /** ISO time at which the line was written. */
  at: string;
  /** How long it took, in milliseconds. */
  ms: number;
}

/** What a service logs of an event that the broker has taken from it. */
export interface PublishLine extends AboutEvent {
  kind: 'published';
}

/** What a service logs of one attempt to handle an event. */
export interface AttemptLine extends AboutEvent {
  kind: 'handled';
  /** 1 for the first one. */
  attempt: number;
  /** `handled`, `retried` or `dead_lettered`. */
  outcome: string;
  /** Why it failed, where it did. */
  reason?: string;
}

export type EventLine = PublishLine | AttemptLine;

/** What the lines of events have and no other line has. */
export const EVENT_MARKERS = ['"msg":"event published"', '"msg":"event handled"'] as const;

type Fields = Record<string, unknown>;

/** Reads a line of log about an event; undefined for any other line. */
export function readEventLine(line: string): EventLine | undefined {
  const fields = parseFields(line) ?? {};
  const { time, service, msg, subject } = fields;
  if (typeof time !== 'string' || typeof service !== 'string' || typeof subject !== 'string')
    return undefined;
  const orderId = typeof fields.orderId === 'string' ? fields.orderId.toLowerCase() : undefined;
  const about = {
    service,
    subject,
    key: keyOf(subject, fields),
    orderId,
    at: time,
    ms: numberOf(fields.ms, 0),
  };
  if (msg === 'event published') return { kind: 'published', ...about };
  if (msg !== 'event handled') return undefined;
  const reason = reasonOf(fields);
  return {
    kind: 'handled',
    ...about,
    attempt: numberOf(fields.attempt, 1),
    outcome: typeof fields.outcome === 'string' ? fields.outcome : 'handled',
    ...(reason !== undefined && { reason }),
  };
}

function keyOf(subject: string, { eventId, version }: Fields): string {
  const parts = [subject, eventId, version].filter(
    (part) => typeof part === 'string' || typeof part === 'number',
  );
  return parts.join(':');
}

function reasonOf({ reason, err }: Fields): string | undefined {
  if (typeof reason === 'string') return reason;
  const message = (err as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : undefined;
}

const numberOf = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
