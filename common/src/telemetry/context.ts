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

/** The context of a request, from its headers `x-request-id` and `traceparent`. Missing and malformed ones are made. */
export function contextOfRequest(requestId: unknown, traceparent: unknown): Required<TelemetryContext> {
  const id = randomUUID();
  const isWellFormed = typeof requestId === 'string' && REQUEST_ID.test(requestId);
  return { requestId: isWellFormed ? requestId : id, ...traceOf(traceparent, id) };
}

/** The context of a consumed event, from its `meta`, which may lack everything. */
export function contextOfEvent(meta: unknown): TelemetryContext {
  const { requestId, traceparent } = (meta ?? {}) as { requestId?: unknown; traceparent?: unknown };
  const isWellFormed = typeof requestId === 'string' && REQUEST_ID.test(requestId);
  return { ...(isWellFormed && { requestId }), ...traceOf(traceparent, randomUUID()) };
}

/** The W3C `traceparent` of a context. */
export const traceparentOf = ({ traceId, spanId, sampled }: TelemetryContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** Continues a trace, or starts one whose ids come from a UUID. */
function traceOf(traceparent: unknown, uuid: string): Omit<TelemetryContext, 'requestId'> {
  const [, traceId, spanId, flags] =
    TRACEPARENT.exec(typeof traceparent === 'string' ? traceparent : '') ?? [];
  if (traceId && spanId && flags) return { traceId, spanId, sampled: (parseInt(flags, 16) & 1) === 1 };
  const id = uuid.replaceAll('-', '');
  return { traceId: id, spanId: id.slice(16), sampled: false };
}
