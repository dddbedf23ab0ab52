/** Checks of the repository itself need no database. */
module.exports = {
  ...require('../../jest.preset.cjs'),
  globalSetup: undefined,
  globalTeardown: undefined,
  displayName: 'checks',
};
