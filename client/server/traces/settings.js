'use strict';

/**
 * Reads where spans go, from OpenTelemetry's own variables. Null without an endpoint, or when they switch traces off.
 * @param problems gets a line for each malformed variable
 */
function readTraceSettings(env, problems) {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = env;
  const isOff = /^(true|1)$/i.test(env.OTEL_SDK_DISABLED ?? '') || env.OTEL_TRACES_EXPORTER === 'none';
  const endpoint = own || (base && `${base.replace(/\/+$/, '')}/v1/traces`);
  if (!endpoint || isOff) return null;
  const name = own ? 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' : 'OTEL_EXPORTER_OTLP_ENDPOINT';
  if (!URL.canParse(endpoint)) problems.push(`${name} is malformed (a URL)`);
  return {
    endpoint,
    headers: {
      ...readPairs(env, 'OTEL_EXPORTER_OTLP_HEADERS', problems),
      ...readPairs(env, 'OTEL_EXPORTER_OTLP_TRACES_HEADERS', problems),
    },
    resource: {
      'service.name': env.OTEL_SERVICE_NAME || 'client',
      ...readPairs(env, 'OTEL_RESOURCE_ATTRIBUTES', problems),
    },
    delayMs: Number(env.OTEL_BSP_SCHEDULE_DELAY) || 5_000,
    isSampled: samplerOf(env.OTEL_TRACES_SAMPLER, env.OTEL_TRACES_SAMPLER_ARG),
  };
}

/** `key=value,key=value`, percent-encoded. */
function readPairs(env, name, problems) {
  const pairs = (env[name] ?? '').split(',').filter((pair) => pair.includes('='));
  try {
    return Object.fromEntries(
      pairs.map((pair) => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
      }),
    );
  } catch {
    problems.push(`${name} is malformed (key=value,key=value, percent-encoded)`);
    return {};
  }
}

/**
 * Decides whether the spans of a trace are recorded.
 * @param name of the SDK's samplers; a parent's decision is followed unless the name lacks `parentbased_`
 */
function samplerOf(name = 'parentbased_always_on', arg = '1') {
  const shares = { always_on: 1, always_off: 0, traceidratio: Number(arg) };
  const share = shares[name.replace('parentbased_', '')] ?? 1;
  return (traceId, parent) =>
    parent && name.startsWith('parentbased_')
      ? parent.sampled
      : parseInt(traceId.slice(0, 8), 16) < share * 2 ** 32;
}

module.exports = { readTraceSettings };
