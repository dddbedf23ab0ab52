import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
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
    const needed = /^(\.changeset\/|(.+\/)?package\.json$|common\/CHANGELOG\.md$)/;
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
