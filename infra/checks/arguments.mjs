/** Reads the command line of `npm test`. Needs nothing but Node: it runs before packages are installed. */
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const { workspaces } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
/** The models' second half of stories takes the next seed. */
const LARGEST_SEED = 2 ** 31 - 2;
const IN_CLUSTER = 'lab/k8s-tests';
const OF_SHOP = /^(infra\/e2e|lab\/bench|lab\/load)\b/;
const OF_BROWSER = /^infra\/stripe(\/src\/test\/browser\.test\.ts)?$/;

export const HELP = `npm test [-- options] [part or test file]…    installs, builds, checks and tests

Without a name it runs all checks, the tests of the parts and of the whole shop, and some of the
quick fault experiments. Tests in a folder full-run/ are left out. Tests of a folder of lab/ run when
that folder, or one that it imports, differs from the main branch.

  part         a workspace, by its folder or the last word of it: ${workspaces.slice(0, 3).join(', ')}, infra/local, models, …
  test file    its path: infra/e2e/src/test/purchase.test.ts
  --all        every check and every test (npm run test:all)
  --changed    types, lint, format and unit tests of what differs from the main branch (npm run check)
  --seed N     repeats the random choices of a run
  --help       this text

Exit code 1 when something failed, 2 for wrong use.`;

/**
 * What the command line asks for.
 * @returns nothing when it asks for the help
 * @throws Error in one line for wrong use
 */
export function readRequest(args) {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const names = positionals.map(readName);
  const parts = names.flatMap(({ part }) => part ?? []);
  const files = names.flatMap(({ file }) => file ?? []);
  const modes = ['all', 'changed'].filter((name) => values[name]);
  if (names.length > 0) modes.push('named');
  if (modes.length > 1) throw new Error('--all, --changed and names cannot be combined');
  const mode = modes[0] ?? 'quick';
  const isAny = (pattern) => [...parts, ...files].some((name) => pattern.test(name));
  const needsShop = ['quick', 'all'].includes(mode) || isAny(OF_SHOP);
  const needsBrowser = needsShop || isAny(OF_BROWSER);
  return { mode, seed: readSeed(values.seed), parts, files, needsShop, needsBrowser };
}

function parse(args) {
  const flag = { type: 'boolean' };
  const options = { all: flag, changed: flag, help: { ...flag, short: 'h' }, seed: { type: 'string' } };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Error(`${error.message.split(/\.\s/)[0]} (npm test -- --help)`, { cause: error });
  }
}

function readSeed(seed = String(randomInt(1, LARGEST_SEED))) {
  if (/^\d+$/.test(seed) && Number(seed) <= LARGEST_SEED) return seed;
  throw new Error(`--seed must be a whole number up to ${LARGEST_SEED}, not "${seed}"`);
}

function readName(name) {
  const given = path.relative(root, path.resolve(root, name)).split(path.sep).join('/');
  const part = workspaces.find((folder) => folder === given || folder.split('/').at(-1) === given);
  const owner = workspaces.find((folder) => given.startsWith(`${folder}/`));
  const isTest = /\.test\.tsx?$/.test(given) && owner !== undefined && existsSync(path.join(root, given));
  if (!part && !isTest)
    throw new Error(`"${name}" is no test file, and no part: ${workspaces.join(', ')} (npm test -- --help)`);
  if ((part ?? owner) === IN_CLUSTER) throw new Error(`${IN_CLUSTER} needs a cluster: npm run test:k8s`);
  return part ? { part } : { file: given };
}
