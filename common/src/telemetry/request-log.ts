import type { Request, RequestHandler, Response } from 'express';
import { isDocumentId } from '../database/document-id';
import type { Logger } from './logger';
import { httpDuration } from './metrics';
import {
  newTrace,
  parseTraceparent,
  requestIdOf,
  runInContext,
  type TelemetryContext,
  type TraceContext,
} from './context';
import { roundMs } from './round-ms';
import { activeTracer, type OpenSpan } from './tracer';

declare module 'express-serve-static-core' {
  interface Request {
    log?: Logger;
  }

  /** What the line of the request says that its path and body do not. */
  interface Locals {
    /** The order that it placed. */
    orderId?: string;
    /** Why it was refused. */
    refusal?: { code: string; fields?: string[] };
  }
}

/**
 * Gives each request its id and trace, which everything that it starts has, too. Answers the id in `X-Request-Id`, and
 * writes one line, one measurement and one span when the response has ended.
 */
export function requestLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    const requestId = requestIdOf(req.headers['x-request-id']);
    const parent = parseTraceparent(req.headers.traceparent);
    const span = startSpan(req, parent);
    const context = { requestId, ...(span?.context ?? parent ?? newTrace()) };
    req.log = logger;
    res.setHeader('X-Request-Id', requestId);
    res.once('close', () => record({ req, res, context, span, logger, startedAt }));
    runInContext(context, next);
  };
}

interface Exchange {
  req: Request;
  res: Response;
  context: TelemetryContext;
  span: OpenSpan | undefined;
  logger: Logger;
  startedAt: number;
}

function record({ req, res, context, span, logger, startedAt }: Exchange): void {
  const ms = performance.now() - startedAt;
  const { method } = req;
  const status = res.statusCode;
  const route = (req.route as { path: string } | undefined)?.path ?? 'none';
  httpDuration.observe({ method, route, status }, ms / 1000);
  if (span) endSpan(span, method, route, status);
  const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
  if (!logger.isLevelEnabled(level)) return;
  const { requestId, traceId } = context;
  const { orderId = orderIdOf(req, route), refusal } = res.locals;
  const ids = { requestId, traceId, userId: req.currentUser?.id, orderId };
  const [url] = req.originalUrl.split('?'); // a query may hold personal data
  const text = res.writableFinished ? 'request completed' : 'request aborted';
  logger[level]({ ...ids, method, url, route, status, ...refusal, ms: roundMs(ms) }, text);
}

/** `path` and `protocol` are computed, so they are read only when there is a tracer. */
const startSpan = (req: Request, parent?: TraceContext): OpenSpan | undefined =>
  activeTracer()?.start({
    name: req.method,
    kind: 'server',
    parent,
    attributes: {
      'http.request.method': req.method,
      'url.path': req.path,
      'url.scheme': req.protocol,
    },
  });

function endSpan(span: OpenSpan, method: string, route: string, status: number): void {
  const answer = { 'http.response.status_code': status };
  const failure = status >= 500 ? { error: new ServerError(String(status)) } : {};
  if (route === 'none') span.end({ attributes: answer, ...failure });
  else span.end({ name: `${method} ${route}`, attributes: { ...answer, 'http.route': route }, ...failure });
}

/** Its name is the `error.type` of the conventions: the status. */
class ServerError extends Error {
  constructor(status: string) {
    super('');
    this.name = status;
  }
}

/** The order that a request names in its path or body. */
function orderIdOf({ params, body }: Request, route: string): string | undefined {
  const { id, orderId = route.includes('/orders/:id') ? id : undefined } = params;
  const named = orderId ?? (body as { orderId?: unknown } | undefined)?.orderId;
  return isDocumentId(named) ? named.toLowerCase() : undefined;
}
