'use strict';
const { format, stripVTControlCharacters } = require('node:util');
const { log } = require('./log');

const LEVELS = { log: 'info', info: 'info', warn: 'warn', error: 'error' };

/** Makes one JSON line of each text that Next.js and React write to the console, also of a stack trace. */
function logConsole() {
  // Next.js reports an error without a listener on the console, which would fail again.
  process.stdout.on('error', () => undefined);
  for (const [method, level] of Object.entries(LEVELS))
    console[method] = (...parts) => log(level, stripVTControlCharacters(format(...parts)));
}

module.exports = { logConsole };
