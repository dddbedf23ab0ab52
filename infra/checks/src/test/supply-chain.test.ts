import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, trackedFiles } from '../repository';

interface LockedPackage {
  version?: string;
  license?: string;
  link?: boolean;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
}

const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, LockedPackage>;
};
const locked = Object.entries(packages).filter(
  ([where, { link }]) => where.includes('node_modules/') && !link,
);

/** Licences that ask for no more than a notice, or for the changes to the package itself. */
const ALLOWED = [
  ...['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0'],
  ...['CC0-1.0', 'CC-BY-4.0', 'Unlicense', 'Python-2.0', 'MPL-2.0', 'WTFPL', 'EUPL-1.1'],
];
/** Packages whose licence a person has read, because lockfile or package.json say it in another way or not at all. */
const READ_BY_HAND: Record<string, string> = {
  httpntlm: 'MIT',
  'stack-trace': 'MIT',
  spawndamnit: 'MIT',
};
/** Optional parts of Next that the shop does not load: it resizes no pictures. */
const NOT_LOADED = /^@img\/sharp-/;

/** The licences of which a package offers a choice, or all of which hold. */
const licencesOf = (expression: string): string[] =>
  expression
    .replace(/[()]/g, '')
    .split(/ (?:AND|OR) /)
    .map((name) => name.trim());

it('every package has a licence of the allow list', () => {
  const refused = locked.flatMap(([where, { license }]) => {
    const name = where.replace(/^.*node_modules\//, '');
    const expression = READ_BY_HAND[name] ?? license ?? 'none';
    const names = licencesOf(expression);
    const isAllowed =
      NOT_LOADED.test(name) ||
      (expression.includes(' OR ')
        ? names.some((one) => ALLOWED.includes(one))
        : names.every((one) => ALLOWED.includes(one)));
    return isAllowed ? [] : [`${name}: ${expression}`];
  });
  expect(locked.length).toBeGreaterThan(500);
  expect([...new Set(refused)]).toEqual([]);
});

it('every package is pinned by a hash of its contents', () => {
  expect(
    locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([where]) => where),
  ).toEqual([]);
});

describe('docs/dependencies.md', () => {
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const rows = [
    ...read('docs/dependencies.md').matchAll(/^\| `([^`]+)`, ([^|]+?) *\| *([^|]+?) *\| *([^|]+?) *\|$/gm),
  ];
  const manifests = trackedFiles().filter((file) => /(^|\/)package\.json$/.test(file));
  const ours = new Set(manifests.map((file) => (JSON.parse(read(file)) as { name?: string }).name));
  const direct = new Set(
    manifests.flatMap((file) => {
      const manifest = JSON.parse(read(file)) as Record<string, object | undefined>;
      return ['dependencies', 'devDependencies', 'peerDependencies'].flatMap((kind) =>
        Object.keys(manifest[kind] ?? {}),
      );
    }),
  );
  const ofOthers = [...direct].filter((name) => !ours.has(name));

  it('names each direct dependency once, and no other', () => {
    expect(rows.map(([, name]) => name).toSorted()).toEqual(ofOthers.toSorted());
  });

  it('gives the licences of the lockfile', () => {
    for (const [, name, licence] of rows) {
      const licences = locked
        .filter(([where]) => where.endsWith(`node_modules/${name}`))
        .map(([, found]) => found.license);
      expect([name, licences]).toEqual([name, expect.arrayContaining([licence])]);
    }
  });
});

it('a bill of materials lists the packages of common that run', () => {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '-w', 'common'];
  const bill = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' })) as {
    bomFormat: string;
    components: { name: string }[];
  };
  expect(bill.bomFormat).toBe('CycloneDX');
  const names = bill.components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['jsonwebtoken', 'helmet', 'pino']));
  expect(names).not.toContain('jest');
});

describe('secrets', () => {
  const PATTERNS: [what: string, pattern: RegExp][] = [
    ['a private key', /-----BEGIN (RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----\n[A-Za-z0-9+/=\n]{100}/],
    ['a live key of Stripe', /\b(sk|rk)_live_[A-Za-z0-9]{16,}/],
    ['a key of AWS', /\bAKIA[0-9A-Z]{16}\b/],
    ['a token of GitHub', /\b(ghp|gho|ghs|ghr)_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{40,}/],
    ['a token of npm', /\bnpm_[A-Za-z0-9]{36}\b/],
    ['a token of Slack', /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
    ['a key of Google', /\bAIza[0-9A-Za-z_-]{35}\b/],
  ];
  const found = (text: string): string[] =>
    PATTERNS.flatMap(([what, pattern]) => (pattern.test(text) ? [what] : []));

  it.each([
    ['a key of AWS', `AKIA${'A'.repeat(16)}`],
    ['a live key of Stripe', `sk_${'live'}_${'a'.repeat(24)}`],
    ['a token of GitHub', `ghp_${'a'.repeat(36)}`],
    ['a private key', `-----BEGIN ${'PRIVATE'} KEY-----\n${'A'.repeat(120)}`],
  ])('such as %s are recognised', (what, text) => {
    expect(found(text)).toEqual([what]);
  });

  it('are in no file', () => {
    const files = trackedFiles().filter((file) => existsSync(path.join(root, file)));
    const holding = files.flatMap((file) =>
      found(readFileSync(path.join(root, file), 'latin1')).map((what) => `${file}: ${what}`),
    );
    expect(holding).toEqual([]);
  });

  it('were in no commit', () => {
    // An archive has no history.
    if (!existsSync(path.join(root, '.git'))) return;
    const options = { cwd: root, encoding: 'latin1', maxBuffer: 1024 ** 3 } as const;
    const patches = execFileSync('git', ['log', '-p', '--unified=0', '--no-color', 'HEAD'], options);
    expect(found(patches.replaceAll(/^\+/gm, ''))).toEqual([]);
  });
});
