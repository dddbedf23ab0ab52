import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { root, trackedFiles } from '../repository';

const NOTE = `---
'@datnxecommerce/common': minor
---

Lamps know their colour.
`;

it('leaves what only its tests need out of the images', () => {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  const { peerDependenciesMeta } = read('common/package.json') as { peerDependenciesMeta: object };
  const { packages } = read('package-lock.json') as { packages: Record<string, { dev?: boolean }> };
  expect(packages['node_modules/jest']?.dev).toBe(true);
  expect(packages['node_modules/mongodb-memory-server']?.dev).toBe(true);
  expect(Object.keys(peerDependenciesMeta)).toEqual(
    expect.arrayContaining(['jest', 'mongodb-memory-server']),
  );
});

describe('a release of common', () => {
  let copy: string;

  beforeAll(() => {
    copy = mkdtempSync(path.join(os.tmpdir(), 'release-'));
    const needed = /^(\.changeset\/config\.json$|(.+\/)?package\.json$|common\/CHANGELOG\.md$)/;
    for (const file of trackedFiles().filter((name) => needed.test(name))) {
      cpSync(path.join(root, file), path.join(copy, file), { recursive: true });
    }
    execFileSync('git', ['init', '-q'], { cwd: copy });
    writeFileSync(path.join(copy, '.changeset/brave-lamps.md'), NOTE);
  });

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('takes its version and its CHANGELOG from the notes', () => {
    const read = (file: string): string => readFileSync(path.join(copy, file), 'utf8');
    const version = (file: string): string => (JSON.parse(read(file)) as { version: string }).version;
    const [major = '', minor = ''] = version('common/package.json').split('.');
    const serviceBefore = version('orders/package.json');

    const changesets = path.join(root, 'node_modules/@changesets/cli/bin.js');
    execFileSync(process.execPath, [changesets, 'version'], { cwd: copy, stdio: 'pipe' });

    const next = `${major}.${Number(minor) + 1}.0`;
    expect(version('common/package.json')).toBe(next);
    expect(read('common/CHANGELOG.md')).toMatch(
      new RegExp(`## ${next}[^#]+### Minor Changes[^#]+Lamps know`),
    );
    expect(version('orders/package.json')).toBe(serviceBefore);
  });
});

/** An npm that records what it publishes. It runs pub.mjs and sets fields as the real one does. */
const FAKE_NPM = `#!/bin/sh
case "$*" in
  "ci "* | view*) ;;
  "run sbom "*) echo '{}' ;;
  "run pub -w common -- "*) shift 5; exec node common/pub.mjs "$@" ;;
  "pkg set "*) PATH="$REAL_PATH" exec npm "$@" ;;
  "publish "*) cp common/package.json "$RUNNER_TEMP/published.json" ;;
  *) echo "unexpected: npm $*" >&2; exit 1 ;;
esac
`;

/** Programs that pub.mjs runs, which this test does not need. */
const EMPTY_PROGRAMS = [
  'node_modules/typescript/bin/tsc',
  'node_modules/jest/bin/jest.js',
  'infra/events/build/release-docs.js',
];

describe('release-common.yml', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'publish-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('publishes from a clean checkout, with the repository that it runs in', () => {
    const [copy, temp, tools] = ['copy', 'temp', 'tools'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    for (const each of [copy, temp, tools]) mkdirSync(each);
    const needed = /^(\.changeset\/|\.gitignore$|(.+\/)?package\.json$|common\/pub\.mjs$)/;
    for (const file of trackedFiles().filter((name) => needed.test(name)))
      cpSync(path.join(root, file), path.join(copy, file));
    for (const file of EMPTY_PROGRAMS) {
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
      writeFileSync(path.join(copy, file), '');
    }
    writeFileSync(path.join(tools, 'npm'), FAKE_NPM);
    chmodSync(path.join(tools, 'npm'), 0o755);
    const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: copy });
    git('init', '-q');
    git('add', '-A');
    git('-c', 'user.name=a', '-c', 'user.email=a@b.test', 'commit', '-qm', 'all');

    const workflow = parse(readFileSync(path.join(root, '.github/workflows/release-common.yml'), 'utf8')) as {
      jobs: { publish: { steps: { run?: string }[] } };
    };
    const env = {
      ...process.env,
      PATH: `${tools}:${process.env.PATH}`,
      REAL_PATH: process.env.PATH,
      RUNNER_TEMP: temp,
      GITHUB_SERVER_URL: 'https://git.test',
      GITHUB_REPOSITORY: 'owner/shop',
    };
    for (const { run } of workflow.jobs.publish.steps)
      if (run !== undefined) execFileSync('bash', ['-e', '-c', run], { cwd: copy, env, stdio: 'pipe' });

    const published = JSON.parse(readFileSync(path.join(temp, 'published.json'), 'utf8')) as object;
    expect(published).toMatchObject({
      repository: { type: 'git', url: 'git+https://git.test/owner/shop.git' },
    });
  });
});
