/** Needs a cluster, so it is no part of `npm test`: `npm run test:k8s`. */
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'k8s',
  globalSetup: '<rootDir>/src/deploy.ts',
  globalTeardown: '<rootDir>/src/remove.ts',
  testSequencer: '<rootDir>/sequence.cjs',
  testTimeout: 600_000,
};
