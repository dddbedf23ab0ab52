const { globalSetup, globalTeardown, ...preset } = require('../../jest.preset.cjs');

/** Checks of the repository itself need no database. */
module.exports = { ...preset, displayName: 'checks' };
