/** `npm run test:model`: all models in full. */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const STORIES = 'half-of-stories.test';
const MOST = 2 ** 31 - 2; // the second half of the stories takes the next seed
const HELP = `npm run test:model [-- options]    all models in full

  --seed N    repeats the random stories of a run (else a new one)
  --runs N    how many stories are played (20000)
  --help      this text

Exit code 1 when a promise does not hold, 2 for wrong use.`;
const options = {
  help: { type: 'boolean', short: 'h' },
  seed: { type: 'string', default: String(randomInt(MOST)) },
  runs: { type: 'string', default: '20000' },
};

try {
  const { values } = parseArgs({ options });
  process.exitCode = values.help ? explain() : runAll(values);
} catch (error) {
  console.error(error.message.split('\n')[0]);
  process.exitCode = 2;
}

function explain() {
  console.log(HELP);
  return 0;
}

/** @returns the exit code */
function runAll(values) {
  const env = {
    ...process.env,
    MODEL_RUNS: wholeNumber('--runs', values.runs, 1),
    MODEL_SEED: wholeNumber('--seed', values.seed, 0),
  };
  // The stories first, and both their halves at the same time.
  const failed = [
    ['--', STORIES],
    ['--testPathIgnorePatterns', STORIES],
  ].filter((which) => !jest(which, env));
  return failed.length > 0 ? 1 : 0;
}

/** @returns whether all passed */
function jest(which, env) {
  const program = path.join(root, 'node_modules/jest/bin/jest.js');
  const args = [program, '--selectProjects', 'models', ...which];
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status === 0;
}

function wholeNumber(flag, text, least) {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > MOST)
    throw new Error(`${flag} must be a whole number from ${least} to ${MOST}, not "${text}"`);
  return text;
}
