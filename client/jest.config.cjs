const preset = require('../jest.preset.cjs');

const [[, [swc, options]]] = Object.entries(preset.transform);

/** The client has no src folder and needs no database; components are rendered to text. */
module.exports = {
  displayName: 'client',
  testEnvironment: preset.testEnvironment,
  runtime: preset.runtime,
  testTimeout: preset.testTimeout,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      swc,
      {
        ...options,
        jsc: {
          ...options.jsc,
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
      },
    ],
  },
};
