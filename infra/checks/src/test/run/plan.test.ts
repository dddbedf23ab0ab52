import { isAffected } from '../../run/changes';
import { planOf, type Plan, type Request } from '../../run/plan';

const QUICK: Request = { mode: 'quick', seed: '7', parts: [], files: [] };
const NOTHING = { since: 'main', files: [] };

const commandOf = ({ stages }: Plan, title: string): string =>
  stages.find((stage) => stage.title === title)?.command.join(' ') ?? '';
const testsOf = ({ stages }: Plan): string => stages.map(({ title }) => title).join('\n');

describe('a quick run', () => {
  it('has every check, the parts and the shop without full-run/, and a turn of the faults', () => {
    const plan = planOf(QUICK, NOTHING);
    for (const title of ['lint', 'formatting', 'types of the client', 'architecture', 'dead code'])
      expect(commandOf(plan, title)).not.toBe('');
    for (const title of ['tests of the whole shop', 'tests of common, auth, products'])
      expect(commandOf(plan, title)).toContain('--testPathIgnorePatterns=/full-run/');
    expect(commandOf(plan, 'faults')).toMatch(/--quick --seed 7 --rotate \d+$/);
  });

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
});

describe('a full run', () => {
  it('has every test there is and leaves nothing out', () => {
    const plan = planOf({ ...QUICK, mode: 'all' }, NOTHING);
    expect(plan.leftOut).toEqual([]);
    expect(JSON.stringify(plan)).not.toContain('full-run');
    expect(commandOf(plan, 'faults')).toMatch(/--quick --seed 7$/);
    expect(commandOf(plan, 'tests of the whole shop')).toContain('lab/load/shop.jest.config.cjs');
    for (const part of ['models', 'mutants', 'common', 'client']) expect(testsOf(plan)).toContain(part);
  });
});

describe('a run of named parts and files', () => {
  const named = (request: Partial<Request>): string[] =>
    planOf({ ...QUICK, mode: 'named', ...request }, NOTHING).stages.map(({ command }) =>
      command.slice(2).join(' '),
    );

  it('runs them and nothing else', () => {
    expect(named({ parts: ['orders', 'infra/e2e'] })).toEqual([
      '--projects orders',
      '--runInBand --config infra/e2e/jest.config.cjs',
    ]);
    expect(named({ files: ['orders/src/test/a.test.ts', 'cart/src/test/b.test.ts'] })).toEqual([
      '--projects cart orders --runTestsByPath orders/src/test/a.test.ts cart/src/test/b.test.ts',
    ]);
    expect(named({ files: ['lab/load/src/shop-test/load.test.ts'] })[0]).toMatch(/^--runInBand .*shop\.jest/);
  });
});

describe('a run of what has changed', () => {
  const changed = (...files: string[]): Plan =>
    planOf({ ...QUICK, mode: 'changed' }, { since: 'main', files });

  it('checks the files and tests the parts that were touched', () => {
    const plan = changed('orders/src/index.ts', 'docs/tour.md', 'orders/src/deleted.ts');
    expect(testsOf(plan)).toBe('lint\nformatting\ntests of orders');
    expect(commandOf(plan, 'lint')).toMatch(/ orders\/src\/index\.ts$/);
    expect(commandOf(plan, 'formatting')).toMatch(/ orders\/src\/index\.ts docs\/tour\.md$/);
    expect(testsOf(changed('client/pages/index.tsx'))).toContain('types of the client');
    expect(changed().stages).toEqual([]);
  });

  it('needs a history', () => {
    expect(() => planOf({ ...QUICK, mode: 'changed' }, undefined)).toThrow('needs git');
  });
});

describe('a part of the lab', () => {
  it.each([
    ['lab/models', 'infra/events/src/contracts.ts', true], // by way of the auditor
    ['lab/models', 'lab/models/src/shop.ts', true],
    ['lab/models', 'package-lock.json', true],
    ['lab/models', 'client/pages/index.tsx', false],
    ['lab/models', 'orders/README.md', false],
    ['lab/models', 'infra/e2e/src/stack.ts', false],
    ['lab/load', 'infra/e2e/src/stack.ts', true],
    ['lab/mutants', 'payments/src/domain/charge-decisions.ts', true],
  ])('%s with a change of %s is affected: %s', (workspace, file, expected) => {
    expect(isAffected(workspace, [file])).toBe(expected);
  });
});
