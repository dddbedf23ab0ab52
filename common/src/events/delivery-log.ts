import type { BusMessage } from '../messaging/event-bus';
import type { Logger } from '../telemetry/logger';
import { consumeDuration, criticalTime, redeliveries } from '../telemetry/metrics';
import { contextOfEvent, type TelemetryContext } from '../telemetry/context';
import { factsOf, messagingAttributes, parseJson, type EventFacts } from '../telemetry/event-facts';
import { roundMs } from '../telemetry/round-ms';
import type { SpanRequest } from '../telemetry/tracer';

/** Pauses between retries in this process; afterwards the broker redelivers the message. */
export const RETRY_PAUSES_MS = [50, 250, 1000];
const TRIES_PER_DELIVERY = RETRY_PAUSES_MS.length + 1;

/** The level of the line about each outcome. */
const LEVELS = { handled: 'info', retried: 'warn', dead_lettered: 'error' } as const;

/** Receives each attempt to handle a message. A failed last attempt is reported by the caller. */
export interface TryReport {
  started(): void;
  handled(): void;
  /** It failed and is repeated in this process. */
  retried(error: unknown): void;
}

/** The log lines and measurements of one delivery: a line for each try, with its outcome. */
export class DeliveryLog implements TryReport {
  readonly context: TelemetryContext;
  private readonly facts: EventFacts;
  private attempt: number;
  private startedAt = performance.now();

  constructor(
    private readonly message: BusMessage,
    private readonly logger: Logger,
    private readonly isReplayed: boolean,
  ) {
    const data = parseJson(message.data);
    this.facts = factsOf(message.subject, data);
    this.context = contextOfEvent((data as { meta?: unknown } | null | undefined)?.meta);
    if (message.redelivered) redeliveries.inc();
    this.attempt = (message.redeliveries ?? Number(message.redelivered)) * TRIES_PER_DELIVERY;
  }

  /** The span of the whole delivery. */
  get span(): Omit<SpanRequest, 'parent'> {
    const { subject, eventId } = this.facts;
    const attributes = messagingAttributes('process', 'process', subject, eventId);
    return { name: `process ${subject}`, kind: 'consumer', attributes };
  }

  started(): void {
    this.attempt += 1;
    this.startedAt = performance.now();
  }

  handled(): void {
    const { subject, time } = this.message;
    const seconds = Math.max(0, Date.now() - time.getTime()) / 1000;
    if (!this.isReplayed) criticalTime.observe({ subject }, seconds);
    this.record('handled');
  }

  retried(error: unknown): void {
    this.record('retried', { err: error });
  }

  deadLettered(reason: string): void {
    this.attempt ||= 1; // a message that breaks its contract has no try
    this.record('dead_lettered', { reason });
  }

  private record(outcome: keyof typeof LEVELS, why?: object): void {
    const { subject, sequence } = this.message;
    const ms = performance.now() - this.startedAt;
    const level = this.isReplayed && outcome === 'handled' ? 'debug' : LEVELS[outcome];
    consumeDuration.observe({ subject, outcome }, ms / 1000);
    if (!this.logger.isLevelEnabled(level)) return;
    const { attempt, facts } = this;
    this.logger[level]({ ...facts, sequence, attempt, outcome, ms: roundMs(ms), ...why }, 'event handled');
  }
}
