const Sequencer = require('@jest/test-sequencer').default;

/** From the plainest to the most violent: what fails first is what to look at first. */
const ORDER = [
  'ingress-proxy',
  'purchase',
  'isolation',
  'rolling',
  'scaling',
  'broker',
  'crashes',
  'backup',
  'hot-reload',
];

module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => ORDER.findIndex((name) => path.endsWith(`/${name}.test.ts`));
    return [...tests].sort((a, b) => rank(a) - rank(b));
  }
};
