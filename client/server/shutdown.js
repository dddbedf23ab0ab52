'use strict';
const { log } = require('./log');

const LIMIT_MS = 8000;

/**
 * On SIGTERM or SIGINT: not ready, no new connections, finish what is under way, exit 0.
 * @param flush sends what the last answers have left
 */
function drainOnSignal(server, state, flush = async () => {}) {
  let isDraining = false;
  const drain = (signal) => {
    if (isDraining) return;
    isDraining = true;
    state.ready = false;
    log('info', 'draining', { signal });
    server.close(() => void flush().finally(() => process.exit(0)));
    // Browsers hold idle connections open for minutes; `close` alone waits for them.
    const idle = setInterval(() => server.closeIdleConnections(), 100);
    setTimeout(() => {
      clearInterval(idle);
      server.closeAllConnections();
      process.exit(0);
    }, LIMIT_MS).unref();
  };
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
}

module.exports = { drainOnSignal };
