'use strict';

/** One JSON line on stdout; `fields` must hold nothing secret. */
function log(level, msg, fields = {}) {
  process.stdout.write(
    `${JSON.stringify({ level, time: new Date().toISOString(), name: 'client', msg, ...fields })}\n`,
  );
}

module.exports = { log };
