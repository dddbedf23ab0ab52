/** `npm run unit`: the tests that need no running shop. Each package's own `npm test` runs its part of them. */
module.exports = {
  projects: [
    'common',
    'auth',
    'products',
    'cart',
    'orders',
    'payments',
    'infra/stripe',
    'infra/local',
    'infra/checks',
    'client',
  ].map((name) => `<rootDir>/${name}`),
};
