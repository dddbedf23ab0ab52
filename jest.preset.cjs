const path = require('node:path');

/** What every package's tests share. One mongod serves a whole run; each test file gets a database of its own. */
module.exports = {
  testEnvironment: 'node',
  runtime: path.join(__dirname, 'infra/local/jest-runtime.cjs'),
  roots: ['<rootDir>/src'],
  testMatch: ['**/test/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      require.resolve('@swc/jest'),
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  globalSetup: path.join(__dirname, 'infra/local/jest-mongod-up.cjs'),
  globalTeardown: path.join(__dirname, 'infra/local/jest-mongod-down.cjs'),
  testTimeout: 30_000,
};
