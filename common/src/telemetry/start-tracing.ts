import type { ServiceSettings } from '../runtime/config';
import { setTracer } from './tracer';

/** The settings that switch tracing on. */
export type TraceSettings = Partial<
  Pick<
    ServiceSettings,
    | 'OTEL_EXPORTER_OTLP_ENDPOINT'
    | 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
    | 'OTEL_EXPORTER_OTLP_PROTOCOL'
    | 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'
    | 'OTEL_SDK_DISABLED'
    | 'OTEL_TRACES_EXPORTER'
  >
>;

/** Starts to record spans when an endpoint is set. Without one, no package of OpenTelemetry is loaded. */
export async function startTracing(service: string, settings: TraceSettings): Promise<void> {
  const {
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol = 'http/protobuf',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: tracesProtocol = protocol,
  } = settings;
  const endpoint = settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  const isOff = settings.OTEL_SDK_DISABLED === true || settings.OTEL_TRACES_EXPORTER === 'none';
  if (endpoint === undefined || isOff) return;
  const { createTracer } = await import('./open-telemetry.js');
  setTracer(createTracer(service, tracesProtocol));
}
