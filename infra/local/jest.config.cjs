const preset = require('../../jest.preset.cjs');

// httpxy is published as ES modules alone, and jest's own require reads CommonJS.
const [[, swc]] = Object.entries(preset.transform);

module.exports = {
  ...preset,
  displayName: 'local',
  transform: { ...preset.transform, 'httpxy/.+\\.mjs$': swc },
  transformIgnorePatterns: ['/node_modules/(?!httpxy/)'],
};
