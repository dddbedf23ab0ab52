import type { Request, RequestHandler, Response } from 'express';
import { isDocumentId } from '../runtime/document-id';
import type { Logger } from '../runtime/logger';
import { httpDuration } from '../runtime/metrics';
import { contextOfRequest, runInContext, type TelemetryContext } from './context';
import { roundMs } from './round';

declare module 'express-serve-static-core' {
  interface Request {
    log?: Logger;
  }
}

/**
 * Gives each request its id and trace, which everything that it starts has, too. Answers the id in `X-Request-Id`, and
 * writes one line and one measurement when the response has ended.
 */
export function requestLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    const context = contextOfRequest(req.headers['x-request-id'], req.headers.traceparent);
    req.log = logger;
    res.setHeader('X-Request-Id', context.requestId);
    res.once('close', () => record(logger, { req, res, context, startedAt }));
    runInContext(context, next);
  };
}

interface Exchange {
  req: Request;
  res: Response;
  context: TelemetryContext;
  startedAt: number;
}

function record(logger: Logger, { req, res, context, startedAt }: Exchange): void {
  const ms = performance.now() - startedAt;
  const { method } = req;
  const status = res.statusCode;
  const route = (req.route as { path: string } | undefined)?.path ?? 'none';
  httpDuration.observe({ method, route, status }, ms / 1000);
  const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
  if (!logger.isLevelEnabled(level)) return;
  const { requestId, traceId } = context;
  const ids = { requestId, traceId, userId: req.currentUser?.id, orderId: orderIdOf(req, route) };
  const [url] = req.originalUrl.split('?'); // a query may hold personal data
  const text = res.writableFinished ? 'request completed' : 'request aborted';
  logger[level]({ ...ids, method, url, route, status, ms: roundMs(ms) }, text);
}

/** The order that a request names in its path or body. */
function orderIdOf({ params, body }: Request, route: string): string | undefined {
  const { id, orderId = route.includes('/orders/:id') ? id : undefined } = params;
  const named = orderId ?? (body as { orderId?: unknown } | undefined)?.orderId;
  return isDocumentId(named) ? named.toLowerCase() : undefined;
}
