const { services } = require('./services.cjs');

const packages = [
  'common',
  ...services.map(({ folder }) => folder),
  'client',
  'infra/stripe',
  'infra/local',
  'infra/events',
  'infra/audit',
  'infra/checks',
  'lab/bench',
  'lab/faults',
  'lab/load',
  'lab/models',
  'lab/mutants',
];

/** `npm run unit`: the tests that need no running shop. Each package's own `npm test` runs its part of them. */
module.exports = {
  projects: packages.map((name) => `<rootDir>/${name}`),
  testTimeout: 30_000,
  // jest leaves one core to itself by default, which is half of a small machine.
  maxWorkers: '100%',
};
