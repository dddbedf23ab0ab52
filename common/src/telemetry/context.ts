import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** What connects the log lines, events and spans of one cause: a request, or an event that was published elsewhere. */
export interface TelemetryContext {
  /** The request's `x-request-id`; absent in work that no request has caused. */
  readonly requestId?: string;
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits: the span that is the parent of what happens next. */
  readonly spanId: string;
  /** Whether the spans of this trace are recorded. */
  readonly sampled: boolean;
}

const storage = new AsyncLocalStorage<TelemetryContext | undefined>();

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The context of the work that is running; undefined outside of requests and deliveries. */
export const currentContext = (): TelemetryContext | undefined => storage.getStore();

/** Runs work, and what it starts, in a context; `undefined` detaches it from the current one. */
export const runInContext = <T>(context: TelemetryContext | undefined, work: () => T): T =>
  storage.run(context, work);

/** Where in which trace work happens. */
export type TraceContext = Omit<TelemetryContext, 'requestId'>;

/** The id of a request: its header `x-request-id` when that is well-formed, else a new one. */
export const requestIdOf = (header: unknown): string => wellFormedId(header) ?? randomUUID();

/** The context of a consumed event, from its `meta`, which may lack everything. */
export function contextOfEvent(meta: unknown): TelemetryContext {
  const { requestId, traceparent } = (meta ?? {}) as { requestId?: unknown; traceparent?: unknown };
  return { requestId: wellFormedId(requestId), ...(parseTraceparent(traceparent) ?? newTrace()) };
}

/** A trace that nobody records. */
export function newTrace(): TraceContext {
  const id = randomUUID().replaceAll('-', '');
  return { traceId: id, spanId: id.slice(16), sampled: false };
}

/** A random span id. */
export const newSpanId = (): string => newTrace().spanId;

/** Parses a W3C `traceparent`. @returns undefined for anything else */
export function parseTraceparent(value: unknown): TraceContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(typeof value === 'string' ? value : '') ?? [];
  if (!traceId || !spanId || !flags) return undefined;
  return { traceId, spanId, sampled: (parseInt(flags, 16) & 1) === 1 };
}

/** The `traceparent` of the work that is running, to be stored with what continues it later. */
export const currentTraceparent = (): string | undefined => {
  const context = currentContext();
  return context && traceparentOf(context);
};

/** The W3C `traceparent` of a context. */
export const traceparentOf = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

const wellFormedId = (value: unknown): string | undefined =>
  typeof value === 'string' && REQUEST_ID.test(value) ? value : undefined;
