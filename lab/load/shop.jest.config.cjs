/** The load on a real shop: the one that serves the tests of infra/e2e, when both run together. */
module.exports = {
  ...require('../../infra/e2e/jest.config.cjs'),
  displayName: 'load on a shop',
  rootDir: __dirname,
  testMatch: ['**/shop-test/**/*.test.ts'],
};
