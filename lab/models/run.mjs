/** `npm run test:model -- --seed 7 --runs 20000`: all models with their full dose; without a seed a fresh one. */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const STORIES = 'half-of-stories.test';
const MOST = 2 ** 31 - 2; // the second half of the stories takes the next seed
const options = {
  seed: { type: 'string', default: String(randomInt(MOST)) },
  runs: { type: 'string', default: '20000' },
};

try {
  const { values } = parseArgs({ options });
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
  process.exitCode = failed.length > 0 ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
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
