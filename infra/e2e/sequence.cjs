const Sequencer = require('@jest/test-sequencer').default;

/** After it the broker's log no longer tells of everything, and the auditor can not hold it against the documents. */
const LAST = 'broker-loss.test.ts';

module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLast = ({ path }) => path.endsWith(LAST);
    return [...sorted.filter((test) => !isLast(test)), ...sorted.filter(isLast)];
  }
};
