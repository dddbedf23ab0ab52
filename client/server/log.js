'use strict';

/** One JSON line on stdout; `fields` must hold nothing secret. */
function log(level, msg, fields = {}) {
  process.stdout.write(
    `${JSON.stringify({ level, time: new Date().toISOString(), service: 'client', msg, ...fields })}\n`,
  );
}

/** Logs a request when its response has ended: the path without its query, which may hold a token. */
function logRequest(req, res, requestId) {
  const startedAt = performance.now();
  const { method } = req;
  const [url] = req.originalUrl.split('?');
  res.once('close', () => {
    const status = res.statusCode;
    const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
    const orderId = /^\/orders\/([0-9a-f]{24})$/i.exec(url)?.[1].toLowerCase();
    const msg = res.writableFinished ? 'request completed' : 'request aborted';
    const { traceId } = req.shop.trace ?? {};
    log(level, msg, { requestId, traceId, orderId, method, url, status, ms });
  });
}

module.exports = { log, logRequest };
