import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../repository';

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** What git prints; undefined without git, without a repository, or for what it does not know. */
function ask(...args: string[]): string | undefined {
  try {
    return existsSync(path.join(root, '.git')) ? git(...args) : undefined;
  } catch {
    return undefined;
  }
}

/** The files in which the working tree differs from the main branch. */
export interface Changes {
  /** What it is compared with, in words. */
  since: string;
  /** Paths below the root. */
  files: string[];
}

/**
 * Compares the working tree with the commit where it left the main branch, and on the main branch itself with the
 * commit before.
 * @returns undefined when there is no history to ask
 */
export function changesSinceMain(): Changes | undefined {
  const main = ['origin/main', 'main'].find((name) => ask('rev-parse', '--verify', '--quiet', name));
  const branched = main && ask('merge-base', 'HEAD', main);
  if (!branched) return undefined;
  const files = filesSince(branched);
  if (files.length > 0 || branched !== ask('rev-parse', 'HEAD')) return { since: main, files };
  const before = ask('rev-parse', '--verify', '--quiet', 'HEAD^');
  return before === undefined ? undefined : { since: 'the commit before', files: filesSince(before) };
}

function filesSince(commit: string): string[] {
  // Without -z, git quotes a name that is not ASCII.
  const lists = [
    ask('diff', '-z', '--name-only', commit),
    ask('ls-files', '-z', '--others', '--exclude-standard'),
  ];
  return lists.flatMap((text = '') => text.split('\0').filter(Boolean));
}

/** A number that every commit has and that differs between commits; undefined when there is no history to ask. */
export function numberOfCommit(): number | undefined {
  const hash = ask('rev-parse', 'HEAD');
  return hash === undefined ? undefined : Number.parseInt(hash.slice(0, 8), 16);
}

/** Files of the root that no test of the lab reads: of other tools, and pages. */
const OTHER_TOOLS =
  /^(\.(?!nvmrc$)[^/]*|LICENSE|eslint\.config\.mjs|knip\.json|skaffold\.yaml|tsconfig\.lint\.json)$/;

/**
 * Whether a change can alter what the tests of a workspace find: a file of it, of a workspace that its tsconfig.json
 * references, however indirectly, or of the root. Pages, tests of other workspaces and the settings of other tools do
 * not count.
 */
export function isAffected(workspace: string, files: readonly string[]): boolean {
  const folders = [...referencedBy(workspace)];
  const isOwn = (file: string): boolean => file.startsWith(`${workspace}/`);
  return files
    .filter((file) => !file.endsWith('.md') && !OTHER_TOOLS.test(file))
    .filter((file) => isOwn(file) || !/\.test\.tsx?$/.test(file))
    .some((file) => !file.includes('/') || folders.some((folder) => file.startsWith(`${folder}/`)));
}

function referencedBy(workspace: string, known = new Set<string>()): Set<string> {
  if (known.has(workspace)) return known;
  known.add(workspace);
  const { references = [] } = JSON.parse(
    readFileSync(path.join(root, workspace, 'tsconfig.json'), 'utf8'),
  ) as { references?: { path: string }[] };
  for (const reference of references) referencedBy(path.posix.join(workspace, reference.path), known);
  return known;
}
