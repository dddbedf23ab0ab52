/** Tests of the whole shop: one real shop serves them all, so they run one file after the other. */
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'shop',
  rootDir: __dirname,
  globalSetup: require.resolve('./shop-up.cjs'),
  globalTeardown: require.resolve('./shop-down.cjs'),
  testTimeout: 120_000,
  maxWorkers: 1,
};
