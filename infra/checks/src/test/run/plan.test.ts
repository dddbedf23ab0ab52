import { planOf, type Plan, type Request } from '../../run/plan';

const QUICK: Request = { mode: 'quick', seed: '7', parts: [], files: [] };
const NOTHING = { since: 'main', files: [] };

const commandOf = ({ stages }: Plan, title: string): string =>
  stages.find((stage) => stage.title === title)?.command.join(' ') ?? '';
const testsOf = ({ stages }: Plan): string => stages.map(({ title }) => title).join('\n');

describe('a quick run', () => {
  it('has every check, and the tests of the parts and of the shop without full-run/', () => {
    const plan = planOf(QUICK, NOTHING);
    for (const title of ['lint', 'formatting', 'types of the client', 'architecture', 'dead code'])
      expect(commandOf(plan, title)).not.toBe('');
    for (const title of ['tests of the whole shop', 'tests of common, auth, products'])
      expect(commandOf(plan, title)).toContain('--testPathIgnorePatterns=/full-run/');
  });
});

describe('a full run', () => {
  it('has every test there is and leaves nothing out', () => {
    const plan = planOf({ ...QUICK, mode: 'all' }, NOTHING);
    expect(plan.leftOut).toEqual([]);
    expect(JSON.stringify(plan)).not.toContain('full-run');
    for (const part of ['common', 'client', 'infra/checks']) expect(testsOf(plan)).toContain(part);
  });
});

describe('a run of named parts and files', () => {
  const named = (request: Partial<Request>): string[] =>
    planOf({ ...QUICK, mode: 'named', ...request }, NOTHING).stages.map(({ command }) =>
      command.slice(command.findIndex((word) => word.endsWith('jest.js')) + 1).join(' '),
    );

  it('runs them and nothing else', () => {
    expect(named({ parts: ['orders', 'infra/e2e'] })).toEqual([
      '--projects orders',
      '--runInBand --config infra/e2e/jest.config.cjs',
    ]);
    expect(named({ files: ['orders/src/test/a.test.ts', 'cart/src/test/b.test.ts'] })).toEqual([
      '--projects cart orders --runTestsByPath orders/src/test/a.test.ts cart/src/test/b.test.ts',
    ]);
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
