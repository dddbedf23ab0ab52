/** The list of mutants needs no database. */
module.exports = {
  ...require('../../jest.preset.cjs'),
  globalSetup: undefined,
  globalTeardown: undefined,
  displayName: 'mutants',
};
