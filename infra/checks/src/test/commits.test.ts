import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from '../repository';

/** Commits written before this are older than the convention; a rebase keeps the author's date. */
const SINCE = Date.parse('2026-11-27T04:45:00Z');
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

/** First lines to check; none in an archive without .git. */
function subjects(): string[] {
  if (!existsSync(path.join(root, '.git'))) return [];
  const args = ['log', '--no-merges', '--format=%aI %s'];
  const lines = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  return lines
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const)
    .filter(([date]) => Date.parse(date) >= SINCE)
    .map(([, subject]) => subject);
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
