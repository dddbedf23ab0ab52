import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from '../repository';

/** The last commit before the convention was enforced. */
const BEFORE = 'fbd6041';
const CONVENTION =
  /^(feat|fix|perf|refactor|test|docs|build|ci|chore)(\([a-z0-9][a-z0-9,/-]*\))?!?: \S.*[^.\s]$/;
const MOST_CHARACTERS = 72;

/** What is wrong with the first line of a commit message; undefined when nothing is. */
function faultOf(subject: string): string | undefined {
  const length = [...subject].length;
  if (length > MOST_CHARACTERS) return `${length} characters, at most ${MOST_CHARACTERS}: ${subject}`;
  if (!CONVENTION.test(subject)) return `not "type(area): subject", see CONTRIBUTING.md: ${subject}`;
  return undefined;
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

function has(commit: string): boolean {
  try {
    git('merge-base', '--is-ancestor', commit, 'HEAD');
    return true;
  } catch {
    return false;
  }
}

/**
 * First lines to check: those after BEFORE, or all of a shallow clone that does not reach back to it.
 * None in an archive without .git and in a repository with a history of its own.
 */
function subjects(): string[] {
  if (!existsSync(path.join(root, '.git'))) return [];
  const range = has(BEFORE) ? [`${BEFORE}..HEAD`] : ['HEAD'];
  if (!has(BEFORE) && git('rev-parse', '--is-shallow-repository') !== 'true') return [];
  return git('log', '--no-merges', '--format=%s', ...range)
    .split('\n')
    .filter(Boolean);
}

it('every commit follows the convention', () => {
  expect(subjects().map(faultOf).filter(Boolean)).toEqual([]);
});

it.each([
  'fix(payments): take the lease before reading Stripe’s list',
  'refactor(orders,products): date documents by the database',
  'docs: record the T12 results',
  'feat(common)!: drop Node 18',
])('accepts %j', (subject) => {
  expect(faultOf(subject)).toBeUndefined();
});

it.each([
  'Tell what T12 and T13 have shown',
  'fixes(payments): a type that does not exist',
  'fix(payments) no colon',
  'fix: ',
  'fix(payments): ends with a full stop.',
  `docs: ${'x'.repeat(67)}`,
])('refuses %j', (subject) => {
  expect(faultOf(subject)).toBeDefined();
});
