/** The services' code as it stands, with documents in memory in place of mongoose; see README.md. */
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'models',
  moduleNameMapper: {
    '^node:crypto$': '<rootDir>/src/world/crypto.ts',
    '^node:timers/promises$': '<rootDir>/src/world/timers.ts',
    '/database-deadline$': '<rootDir>/src/world/database-deadline.ts',
    'runtime/with-timeout$': '<rootDir>/src/world/with-timeout.ts',
    '^mongoose$': '<rootDir>/src/world/mongoose/index.ts',
    '^@datnxecommerce/common$': '<rootDir>/../../common/src/index.ts',
  },
};
