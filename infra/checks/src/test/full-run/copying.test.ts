import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, trackedFiles } from '../../repository';

const PAGE = readFileSync(path.join(root, 'docs/copying.md'), 'utf8');
/** Files of the copy whose tests read the repository, one of a service, and one that starts the shop and buys. */
const TRIED = [
  ...['documents', 'commands', 'workflows', 'supply-chain', 'manifests', 'production'],
  ...['run/plan', 'run/arguments'],
]
  .map((name) => `infra/checks/src/test/${name}.test.ts`)
  .concat('orders/src/test/domain/draft-order.test.ts', 'infra/e2e/src/test/purchase.test.ts');

let copy: string;

/** What the page says: the files to delete, the entries that begin with lab/, the rows of packages, the names. */
function followPage(): void {
  for (const [, file = ''] of PAGE.matchAll(/^ +- `(\S+)`$/gm))
    rmSync(path.join(copy, file), { recursive: true });
  const [, names = ''] = /the rows of (.*) in `docs\/dependencies\.md`/.exec(PAGE) ?? [];
  const rows = [...names.matchAll(/`\S+`/g)].map(([name]) => `| ${name},`);
  const list = path.join(copy, 'docs/dependencies.md');
  const lines = readFileSync(list, 'utf8').split('\n');
  writeFileSync(list, lines.filter((line) => !rows.some((row) => line.startsWith(row))).join('\n'));
  edit('package.json', (file) => ({ ...file, workspaces: (file.workspaces as string[]).filter(isKept) }));
  edit('tsconfig.json', (file) => ({
    ...file,
    references: (file.references as { path: string }[]).filter((reference) => isKept(reference.path)),
  }));
  edit('tsconfig.lint.json', (file) => {
    const { paths, ...options } = file.compilerOptions as { paths: Record<string, string[]> };
    const kept = Object.entries(paths).filter(([, [source = '']]) => isKept(source));
    return {
      ...file,
      compilerOptions: { ...options, paths: Object.fromEntries(kept) },
      include: (file.include as string[]).filter(isKept),
    };
  });
  edit('knip.json', (file) => ({
    ...file,
    workspaces: Object.fromEntries(
      Object.entries(file.workspaces as object).filter(([name]) => isKept(name)),
    ),
  }));
}

function rename(): void {
  const [command = ''] = /^git grep [^]+?'\n[^]+?'$/m.exec(PAGE) ?? [];
  run('git', 'init', '--quiet');
  run('git', 'add', '--all');
  run('sh', '-c', command);
  const left = ['-lI', '-e', 'datnx', '-e', '@ecommerce', '-e', 'ecommerce\\.local'];
  expect(spawnSync('git', ['grep', ...left], { cwd: copy, encoding: 'utf8' }).stdout).toBe('');
  rmSync(path.join(copy, '.git'), { recursive: true });
}

const isKept = (name: string): boolean => !/^(\.\/)?lab\//.test(name);

function edit(file: string, change: (content: Record<string, unknown>) => object): void {
  const target = path.join(copy, file);
  const content = JSON.parse(readFileSync(target, 'utf8')) as Record<string, unknown>;
  writeFileSync(target, `${JSON.stringify(change(content), null, 2)}\n`);
}

/** @returns what it prints; as outside of a test, where npm and jest leave no variables */
function run(program: string, ...args: string[]): string {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(NODE_ENV|JEST_|npm_(?!config_(cache|registry)))/i.test(name),
    ),
  );
  const { status, stdout } = spawnSync(program, args, {
    cwd: copy,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}:\n${stdout}`);
  return stdout;
}

beforeAll(() => {
  copy = mkdtempSync(path.join(os.tmpdir(), 'copy-'));
  for (const file of trackedFiles().filter((each) => existsSync(path.join(root, each))))
    cpSync(path.join(root, file), path.join(copy, file));
  followPage();
  rename();
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('a copy made as docs/copying.md says installs, builds, starts, and passes its tests', () => {
  expect(existsSync(path.join(copy, 'lab'))).toBe(false);
  run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund');
  expect(readFileSync(path.join(copy, 'package-lock.json'), 'utf8')).not.toContain('"lab/');
  expect(run(process.execPath, 'infra/checks/run-all.mjs', ...TRIED)).toMatch(/\n\d{2,} passed, 0 failed\n$/);
}, 900_000);
