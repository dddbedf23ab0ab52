'use strict';
/** Boots the shop: settings → Next → HTTP → ready. SIGTERM runs it backwards. */
process.env.NEXT_TELEMETRY_DISABLED ??= '1';

const { randomUUID } = require('node:crypto');
const { createServer } = require('node:http');
const path = require('node:path');
const express = require('express');
const next = require('next');
const { askService } = require('./server/ask-service');
const { healthRouter } = require('./server/health');
const { log, logRequest } = require('./server/log');
const { logConsole } = require('./server/log-console');
const { messageClasses } = require('./server/message-classes');
const { picturesRouter } = require('./server/pictures');
const { pictureUri } = require('./server/pictures/draw');
const { securityHeaders } = require('./server/security-headers');
const { pageMethods } = require('./server/page-methods');
const { sellerPicturesRouter } = require('./server/seller-pictures');
const { renderByReactForNode } = require('./server/react-for-node');
const { readSettings } = require('./server/settings');
const { drainOnSignal } = require('./server/shutdown');
const { originOf, siteFilesRouter } = require('./server/site-files');
const { staticFilesRouter } = require('./server/static-files');

async function main() {
  const settings = readSettings(process.env);
  const dev = process.env.NODE_ENV === 'development';
  const state = { ready: false };
  // Loaded only where traces are recorded.
  const traces = settings.traces && require('./server/traces/page-trace').createPageTraces(settings.traces);

  if (!dev) {
    logConsole();
    renderByReactForNode();
  }
  const nextApp = next({ dev, dir: __dirname, port: settings.port, hostname: settings.host });
  const handlePage = nextApp.getRequestHandler();

  const app = express();
  app.disable('x-powered-by');
  app.use(healthRouter(state));
  app.use((req, res, following) => {
    const requestId = /^[\w.-]{1,128}$/.exec(req.get('x-request-id') ?? '')?.[0] ?? randomUUID();
    const nonce = randomUUID();
    res.setHeader('X-Request-Id', requestId);
    const { services, eventsPath, stripe, password, unpaidOrderHours } = settings;
    const origin = originOf(req);
    req.shop = {
      requestId,
      nonce,
      origin,
      services,
      askService,
      log,
      eventsPath,
      stripe,
      password,
      unpaidOrderHours,
      pictureUri,
    };
    logRequest(req, res, requestId);
    following();
  });
  app.use(securityHeaders({ dev, sandbox: settings.stripe.scriptUrl !== null }));
  if (!dev) app.use(staticFilesRouter(path.join(__dirname, '.next/static')));
  app.use(picturesRouter(), siteFilesRouter());
  // The ingress sends what no service has here; who asks for /api expects JSON, not a page.
  app.use(
    '/api',
    (_req, res) => void res.status(404).json({ errors: [{ message: 'Not Found', code: 'not_found' }] }),
  );
  app.use(sellerPicturesRouter(settings.services.products));
  if (traces) app.use(traces.tracePages);
  app.use(pageMethods, (req, res) => handlePage(req, res));
  app.use(answerFailure);

  await nextApp.prepare();
  const server = createServer(messageClasses(app), app);
  server.on('error', fail).listen(settings.port, settings.host, () => {
    state.ready = true;
    log('info', 'listening', { port: server.address().port });
  });
  // Longer than proxies keep an idle connection (nginx 60 s): who closes it first may lose their next request.
  server.keepAliveTimeout = 65_000;
  drainOnSignal(server, state, traces?.flush);
}

/** In the place of Express's own handler, which logs each malformed address as an error of ours. */
function answerFailure(error, req, res, following) {
  if (res.headersSent) return following(error);
  const { status = 500, stack } = error;
  if (status >= 500) log('error', 'request failed', { requestId: req.shop?.requestId, err: { stack } });
  res.status(status).end();
}

function fail(error) {
  process.stderr.write(`client: ${error.message}\n`);
  process.exit(1);
}

main().catch(fail);
