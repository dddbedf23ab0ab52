import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, trackedFiles, workspaces } from '../repository';
import { isAffected } from '../run/changes';
import { planOf, type Plan, type Request } from '../run/plan';

const QUICK: Request = { mode: 'quick', seed: '7', parts: [], files: [] };
const NOTHING = { since: 'main', files: [] };
const PARTS = ['bench', 'faults', 'load', 'models', 'mutants'];

const commandOf = ({ stages }: Plan, title: string): string =>
  stages.find((stage) => stage.title === title)?.command.join(' ') ?? '';
const testsOf = ({ stages }: Plan): string => stages.map(({ title }) => title).join('\n');

it('no package outside lab/ depends on one inside it', () => {
  const isInLab = (folder: string): boolean => folder.startsWith('lab/');
  const inLab = workspaces.filter(isInLab).map((folder) => readPackage(folder).name);
  const dependents = ['.', ...workspaces].filter((folder) => {
    const { dependencies, devDependencies } = readPackage(folder);
    return !isInLab(folder) && inLab.some((name) => name in { ...dependencies, ...devDependencies });
  });
  expect(inLab.length).toBeGreaterThan(0);
  expect(dependents).toEqual([]);
});

interface Package {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

function readPackage(folder: string): Package {
  return JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Package;
}

describe('docs/copying.md', () => {
  const page = readFileSync(path.join(root, 'docs/copying.md'), 'utf8');
  const named = [...page.matchAll(/`([^`\s]+)`/g)].map(([, text = '']) => text);

  it('names files that are there', () => {
    const tracked = trackedFiles();
    const listed = [...page.matchAll(/^ +- `(\S+)`$/gm)].map(([, text = '']) => text);
    expect(listed.length).toBeGreaterThanOrEqual(5);
    for (const file of listed)
      expect([file, tracked.some((one) => one.startsWith(file))]).toEqual([file, true]);
  });

  it('names every configuration file that names a folder of lab/', () => {
    const naming = trackedFiles().filter(
      (file) =>
        /^(?!lab\/).*\.(json|ya?ml)$/.test(file) &&
        /\blab\//.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(naming.length).toBeGreaterThan(0);
    expect(naming.filter((file) => !named.includes(file))).toEqual([]);
  });
});

describe('a quick run', () => {
  it('leaves the lab out, and says so, when nothing that it imports has changed', () => {
    const plan = planOf(QUICK, { since: 'main', files: ['client/pages/index.tsx', 'docs/tour.md'] });
    expect(testsOf(plan)).not.toContain('lab/');
    expect(plan.leftOut.join('\n')).toMatch(/lab\/models.*: unchanged since main/);
  });

  it('runs the part of the lab that a change can affect, and all of it without a history', () => {
    expect(testsOf(planOf(QUICK, { since: 'main', files: ['orders/src/domain/cancel-order.ts'] }))).toMatch(
      /lab\/models/,
    );
    const all = planOf(QUICK, undefined);
    for (const part of ['bench', 'faults', 'load', 'models', 'mutants'])
      expect(testsOf(all)).toContain(`lab/${part}`);
  });

  it('has a turn of the fault experiments', () => {
    expect(commandOf(planOf(QUICK, NOTHING), 'faults')).toMatch(/--quick --seed 7 --rotate \d+$/);
  });
});

it('a full run has every test of the lab and every quick fault experiment', () => {
  const plan = planOf({ ...QUICK, mode: 'all' }, NOTHING);
  expect(commandOf(plan, 'faults')).toMatch(/--quick --seed 7$/);
  expect(commandOf(plan, 'tests of the whole shop')).toContain('lab/load/shop.jest.config.cjs');
  for (const part of PARTS) expect(testsOf(plan)).toContain(`lab/${part}`);
});

it('a named file of the load runs on a shop', () => {
  const files = ['lab/load/src/shop-test/load.test.ts'];
  const [stage] = planOf({ ...QUICK, mode: 'named', files }, NOTHING).stages;
  expect(stage?.command.join(' ')).toMatch(/--runInBand --config lab\/load\/shop\.jest\.config\.cjs/);
});

it('npm test says in one line how to test a cluster', () => {
  const npmTest = [path.join(root, 'infra/checks/run-all.mjs'), 'k8s-tests'];
  const { status, stderr } = spawnSync(process.execPath, npmTest, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, 'lab/k8s-tests needs a cluster: npm run test:k8s\n']);
});

describe('a part of the lab', () => {
  it.each([
    ['lab/models', 'infra/events/src/contracts.ts', true], // by way of the auditor
    ['lab/models', 'lab/models/src/shop.ts', true],
    ['lab/models', 'package-lock.json', true],
    ['lab/models', 'client/pages/index.tsx', false],
    ['lab/models', 'orders/README.md', false],
    ['lab/models', 'infra/e2e/src/stack.ts', false],
    ['lab/models', 'orders/src/test/routes/create-order.test.ts', false],
    ['lab/models', 'lab/models/src/test/purchase.test.ts', true],
    ['lab/models', 'eslint.config.mjs', false],
    ['lab/models', '.prettierrc.json', false],
    ['lab/models', '.nvmrc', true],
    ['lab/models', 'jest.preset.cjs', true],
    ['lab/load', 'infra/e2e/src/stack.ts', true],
    ['lab/mutants', 'payments/src/domain/charge-decisions.ts', true],
  ])('%s with a change of %s is affected: %s', (workspace, file, expected) => {
    expect(isAffected(workspace, [file])).toBe(expected);
  });
});
