/**
 * `npm run pub`: publishes this package. Version and CHANGELOG from the notes in .changeset, the events kept as that
 * version's, build, all tests of the package (which install it, packed, into an empty project), publish.
 * Commits nothing: what it wrote is shown at the end.
 *
 * --dry-run     writes nothing and publishes nothing
 * --committed   takes the version as it is, and does nothing when that one is published already: for CI
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const common = import.meta.dirname;
const root = path.dirname(common);
const bin = (file) => path.join(root, 'node_modules', file);

try {
  const flag = { type: 'boolean', default: false };
  const { values } = parseArgs({ options: { 'dry-run': flag, committed: flag } });
  publish({ isDryRun: values['dry-run'], isCommitted: values.committed });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function publish({ isDryRun, isCommitted }) {
  if (isCommitted && isPublished(readManifest())) return console.log('This version is published already.');
  const notes = readdirSync(path.join(root, '.changeset')).filter(
    (file) => file.endsWith('.md') && file !== 'README.md',
  );
  if (!isDryRun && git('status', '--porcelain') !== '')
    throw new Error('Commit or put aside what is changed first.');
  console.log(
    notes.length > 0 ? `Notes of changes: ${notes.join(', ')}` : 'No notes of changes: the version stays.',
  );
  if (notes.length > 0 && !isDryRun && !isCommitted) {
    step('Version', process.execPath, bin('@changesets/cli/bin.js'), 'version');
    // The lockfile names the version as well.
    step('Lockfile', 'npm', 'install', '--package-lock-only', '--no-audit', '--no-fund');
  }
  step('Build', process.execPath, bin('typescript/bin/tsc'), '-b');
  // Under --dry-run the version may be one that is released already, so it is not compared.
  if (!isDryRun) step('Events', process.execPath, path.join(root, 'infra/events/build/release-docs.js'));
  step('Test', process.execPath, bin('jest/bin/jest.js'), '--selectProjects', 'common', 'events');
  const { name, version } = readManifest();
  const written = isDryRun ? '' : git('status', '--short');
  if (isCommitted) nameRepository(name);
  step('Publish', 'npm', 'publish', '--workspace', name, ...(isDryRun ? ['--dry-run'] : []));
  console.log(`\n${name} ${version}: ${isDryRun ? 'could be published' : 'published'}`);
  if (written !== '')
    console.log(`Commit what the release wrote, and tag it common-v${version}:\n${written}`);
}

/** npm compares it with the repository whose workflow publishes. A copy of this repository has another. */
function nameRepository(name) {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
  if (!GITHUB_REPOSITORY) return;
  const fields = [
    'repository.type=git',
    `repository.url=git+${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}.git`,
    'repository.directory=common',
  ];
  step('Repository', 'npm', 'pkg', 'set', '--workspace', name, ...fields);
}

function readManifest() {
  return JSON.parse(readFileSync(path.join(common, 'package.json'), 'utf8'));
}

function isPublished({ name, version }) {
  const { stdout } = spawnSync('npm', ['view', `${name}@${version}`, 'version'], { encoding: 'utf8' });
  return stdout.trim() === version;
}

function step(title, command, ...args) {
  console.log(`\n== ${title}`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0)
    throw new Error(`${title} failed${error ? `: ${error.message}` : ''}; nothing was published.`);
}

function git(...args) {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trimEnd();
}
