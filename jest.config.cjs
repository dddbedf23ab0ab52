const { workspaces } = require('./package.json');

/** Their tests need a running shop, or a cluster. */
const NOT_HERE = ['infra/e2e', 'lab/k8s-tests'];

/** `npm run unit`: the tests that need no running shop. Each package's own `npm test` runs its part of them. */
module.exports = {
  projects: [...workspaces.filter((name) => !NOT_HERE.includes(name)), 'infra/checks/service-template'].map(
    (name) => `<rootDir>/${name}`,
  ),
  testTimeout: 30_000,
  // jest leaves one core to itself by default, which is half of a small machine.
  maxWorkers: '100%',
};
