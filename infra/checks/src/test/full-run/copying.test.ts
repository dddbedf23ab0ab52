import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, trackedFiles } from '../../repository';

const PAGE = readFileSync(path.join(root, 'docs/copying.md'), 'utf8');
/** Files of the copy whose tests read the repository, and one of a service. */
const TRIED = ['documents', 'commands', 'workflows', 'run/plan']
  .map((name) => `infra/checks/src/test/${name}.test.ts`)
  .concat('orders/src/test/domain/lines.test.ts');

let copy: string;

/** What the page says: the files to delete, and the entries that begin with lab/. */
function followPage(): void {
  for (const [, file = ''] of PAGE.matchAll(/^ +- `(\S+)`$/gm))
    rmSync(path.join(copy, file), { recursive: true });
  edit('package.json', (file) => ({ ...file, workspaces: (file.workspaces as string[]).filter(isKept) }));
  edit('tsconfig.json', (file) => ({
    ...file,
    references: (file.references as { path: string }[]).filter((reference) => isKept(reference.path)),
  }));
  edit('knip.json', (file) => ({
    ...file,
    workspaces: Object.fromEntries(
      Object.entries(file.workspaces as object).filter(([name]) => isKept(name)),
    ),
  }));
}

const isKept = (name: string): boolean => !name.startsWith('lab/');

function edit(file: string, change: (content: Record<string, unknown>) => object): void {
  const target = path.join(copy, file);
  const content = JSON.parse(readFileSync(target, 'utf8')) as Record<string, unknown>;
  writeFileSync(target, `${JSON.stringify(change(content), null, 2)}\n`);
}

/** The packages of this checkout, with the copy's own workspaces among them. */
function linkPackages(): void {
  const [from, to] = [path.join(root, 'node_modules'), path.join(copy, 'node_modules')];
  mkdirSync(to);
  for (const name of readdirSync(from).filter((each) => each !== '.cache' && !each.endsWith('ecommerce')))
    symlinkSync(path.join(from, name), path.join(to, name));
  for (const scope of readdirSync(from).filter((each) => each.endsWith('ecommerce')))
    cpSync(path.join(from, scope), path.join(to, scope), { recursive: true, verbatimSymlinks: true });
  const { workspaces } = JSON.parse(readFileSync(path.join(copy, 'package.json'), 'utf8')) as {
    workspaces: string[];
  };
  for (const folder of workspaces) {
    const own = path.join(root, folder, 'node_modules');
    if (existsSync(own)) symlinkSync(own, path.join(copy, folder, 'node_modules'));
  }
}

/** @returns what it prints; as outside of a test, where npm and jest leave no variables */
function run(program: string, ...args: string[]): string {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(NODE_ENV|JEST_|npm_(?!config_(cache|registry)))/i.test(name),
    ),
  );
  return execFileSync(program, args, {
    cwd: copy,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

beforeAll(() => {
  copy = mkdtempSync(path.join(os.tmpdir(), 'copy-'));
  for (const file of trackedFiles().filter((each) => existsSync(path.join(root, each))))
    cpSync(path.join(root, file), path.join(copy, file));
  followPage();
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('a copy made as docs/copying.md says installs, builds, and passes its tests', () => {
  expect(existsSync(path.join(copy, 'lab'))).toBe(false);
  run(
    'npm',
    'install',
    '--package-lock-only',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
  );
  expect(readFileSync(path.join(copy, 'package-lock.json'), 'utf8')).not.toContain('"lab/');
  linkPackages();
  expect(run(process.execPath, 'infra/checks/run-all.mjs', ...TRIED)).toMatch(/\n\d{2,} passed, 0 failed\n$/);
  expect(run(process.execPath, 'infra/local/start.mjs', '--help')).toMatch(/--empty/);
}, 900_000);
