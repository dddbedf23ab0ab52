import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Span } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  RandomIdGenerator,
  type IdGenerator,
} from '@opentelemetry/sdk-trace-base';
import type { TraceContext } from './context';
import type { OpenSpan, SpanRequest, Tracer } from './tracer';

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** Lets a span have the id that was stored with its event before the span began. */
class StoredIds implements IdGenerator {
  next?: string;
  private readonly random = new RandomIdGenerator();

  generateTraceId = (): string => this.random.generateTraceId();

  generateSpanId = (): string => {
    const id = this.next ?? this.random.generateSpanId();
    this.next = undefined;
    return id;
  };
}

/**
 * Records spans by OpenTelemetry and exports them over OTLP. Endpoint, headers, sampler, limits and resource come
 * from the standard OTEL_* variables.
 * @param service the `service.name`, unless OTEL_SERVICE_NAME is set
 * @param protocol `http/json` or `http/protobuf`
 */
export function createTracer(service: string, protocol: string): Tracer {
  const ids = new StoredIds();
  const exporter = protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    spanProcessors: [new BatchSpanProcessor(exporter)],
    idGenerator: ids,
  });
  const tracer = provider.getTracer('@datnxecommerce/common');
  return {
    start: ({ name, kind, attributes, parent, spanId }: SpanRequest) => {
      ids.next = spanId;
      const below = parent ? trace.setSpanContext(ROOT_CONTEXT, remoteContext(parent)) : ROOT_CONTEXT;
      return openSpan(tracer.startSpan(name, { kind: KINDS[kind], attributes }, below));
    },
    shutdown: () => provider.shutdown(),
  };
}

const remoteContext = ({ traceId, spanId, sampled }: TraceContext) => ({
  traceId,
  spanId,
  isRemote: true,
  traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
});

function openSpan(span: Span): OpenSpan {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    context: { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 },
    end: ({ name, attributes, error } = {}) => {
      if (name !== undefined) span.updateName(name);
      if (attributes) span.setAttributes(attributes);
      if (error !== undefined) fail(span, error);
      span.end();
    },
  };
}

function fail(span: Span, error: unknown): void {
  const { name, message } = error instanceof Error ? error : { name: '_OTHER', message: String(error) };
  span.setAttribute('error.type', name);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
