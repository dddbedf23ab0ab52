import { currentContext, runInContext, type TelemetryContext, type TraceContext } from './context';

export type SpanKind = 'server' | 'client' | 'producer' | 'consumer';
export type SpanAttributes = Record<string, string | number | undefined>;

/** What a span is about, named by OpenTelemetry's semantic conventions. */
export interface SpanRequest {
  name: string;
  kind: SpanKind;
  attributes: SpanAttributes;
  /** Absent: the span is the first of its trace. */
  parent?: TraceContext;
  /** Absent: a random one. */
  spanId?: string;
}

/** A span that has started. */
export interface OpenSpan {
  readonly context: TraceContext;
  /** Ends it; with the error that the work has failed with, if it has. */
  end(result?: { name?: string; attributes?: SpanAttributes; error?: unknown }): void;
}

/** The port to what records spans. */
export interface Tracer {
  start(request: SpanRequest): OpenSpan;
  /** Sends what has ended. */
  shutdown(): Promise<void>;
}

let tracer: Tracer | undefined;

/** Sets what records the spans of this process; undefined: nothing does. */
export function setTracer(next: Tracer | undefined): void {
  tracer = next;
}

/** What records the spans of this process; undefined when nothing does. */
export const activeTracer = (): Tracer | undefined => tracer;

/** Runs work in a span below the current one; without a tracer it just runs it. */
export function inSpan<T>(
  request: Omit<SpanRequest, 'parent'>,
  work: () => Promise<T>,
  parent: TelemetryContext | undefined = currentContext(),
): Promise<T> {
  return tracer ? recorded(tracer.start({ ...request, parent }), parent, work) : work();
}

async function recorded<T>(
  span: OpenSpan,
  parent: TelemetryContext | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const result = await runInContext({ requestId: parent?.requestId, ...span.context }, work);
    span.end();
    return result;
  } catch (error) {
    span.end({ error });
    throw error;
  }
}
