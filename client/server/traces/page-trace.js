'use strict';
const { randomBytes } = require('node:crypto');
const { SpanExporter, attributesOf } = require('./exporter');

const [SERVER, CLIENT] = [2, 3];
const ERROR = { code: 2 };
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Records a span for each page, and below it one for each of its calls to a service (ADR 0058).
 * @param settings of `readTraceSettings`
 */
function createPageTraces(settings) {
  const exporter = new SpanExporter(settings);

  /** Begins a span. Its `end` exports it, if its trace is sampled. */
  function start({ traceId, parentSpanId, sampled }, kind, attributes) {
    const spanId = randomBytes(8).toString('hex');
    const startedAt = now();
    return {
      spanId,
      traceparent: `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`,
      end: (name, outcome, isError) => {
        if (!sampled) return;
        exporter.add({
          traceId,
          spanId,
          parentSpanId,
          name,
          kind,
          startTimeUnixNano: startedAt,
          endTimeUnixNano: now(),
          attributes: attributesOf({ ...attributes, ...outcome }),
          ...(isError && { status: ERROR }),
        });
      },
    };
  }

  /** Middleware: hangs the page's trace on `req.shop`. */
  function tracePages(req, res, following) {
    const { method } = req;
    const parent = parseTraceparent(req.get('traceparent'));
    const traceId = parent?.traceId ?? randomBytes(16).toString('hex');
    const sampled = settings.isSampled(traceId, parent);
    const [scheme] = req.shop.origin.split(':', 1);
    const asked = { 'http.request.method': method, 'url.path': req.path, 'url.scheme': scheme };
    const page = start({ traceId, parentSpanId: parent?.spanId, sampled }, SERVER, asked);
    const trace = {
      traceId,
      traceparent: page.traceparent,
      route: undefined,
      call: (service, verb, url) =>
        startCall({ traceId, parentSpanId: page.spanId, sampled }, service, verb, url),
    };
    req.shop.trace = trace;
    res.once('close', () => {
      const outcome = { 'http.response.status_code': res.statusCode, 'http.route': trace.route };
      page.end(trace.route ? `${method} ${trace.route}` : method, outcome, res.statusCode >= 500);
    });
    following();
  }

  function startCall(below, service, method, url) {
    const { hostname, port, origin, pathname } = new URL(url);
    const span = start(below, CLIENT, {
      'http.request.method': method,
      'server.address': hostname,
      'server.port': Number(port || 80),
      'url.full': origin + pathname, // a query may hold personal data
    });
    return {
      traceparent: span.traceparent,
      end: (status) => {
        const isError = status === undefined || status >= 400;
        const error = isError ? { 'error.type': String(status ?? 'unreachable') } : {};
        span.end(`${method} /api/${service}`, { 'http.response.status_code': status, ...error }, isError);
      },
    };
  }

  return { tracePages, flush: () => exporter.flush() };
}

/** Nanoseconds since 1970, as text. */
const now = () => `${Math.round((performance.timeOrigin + performance.now()) * 1e3)}000`;

function parseTraceparent(header = '') {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(header) ?? [];
  return traceId && { traceId, spanId, sampled: (parseInt(flags, 16) & 1) === 1 };
}

module.exports = { createPageTraces };
