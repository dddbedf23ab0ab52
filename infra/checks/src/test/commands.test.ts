import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { commandsIn } from '../markdown';
import { root } from '../repository';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const PAGES = ['README.md', 'CONTRIBUTING.md', 'docs/postman.md'];

/** Short enough to be run here as they stand, or with these words more, and what they print. */
const RUN: Record<string, { more?: string; prints: RegExp }> = {
  'npm start -- --help': { prints: /--fresh/ },
  'npm run doctor': { more: '-- --help', prints: /Exit code/i },
  'cd orders && npm test': { more: '-- draft-order.test', prints: /Tests: +[1-9]\d* passed/ },
};

/** Run by `npm test` in another place: the file there that has the words which run it. */
const RUN_ELSEWHERE: Record<string, [file: string, words: string]> = {
  'npm test': ['.ci/run', 'npm test'],
  'npm test -- <test file>': ['.github/workflows/ci.yml', 'npm test -- infra/e2e/src/test/purchase.test.ts'],
  'npm test -- orders': ['infra/checks/src/test/run/plan.test.ts', "parts: ['orders'"],
  'npm run check': ['infra/checks/src/test/run/plan.test.ts', "mode: 'changed'"],
  'npm run test:all': ['.github/workflows/ci.yml', 'npm run test:all'],
  'npm start': ['infra/e2e/src/start-shop.ts', 'infra/local/start.mjs'],
  'npm start -- --empty': ['infra/e2e/src/start-shop.ts', "'infra/local/start.mjs', '--empty'"],
  'SHOP_HTTPS_PORT=9443 npm start': ['infra/e2e/src/start-shop.ts', 'SHOP_HTTPS_PORT'],
  'npm run arch': ['infra/checks/src/run/plan.ts', 'scripts.arch'],
  'npx tsc -b': ['infra/checks/cli.mjs', "project: 'tsconfig.json'"],
  'npm run lint': ['infra/checks/src/run/plan.ts', 'eslint/bin/eslint.js'],
  'npm run dead-code': ['infra/checks/src/run/plan.ts', 'knip/bin/knip.js'],
  'npm run unit': ['infra/checks/src/run/plan.ts', "'jest.config.cjs'"],
  'npm test -- infra/e2e': ['infra/checks/src/run/plan.ts', "'infra/e2e'"],
  'npm run test:faults -- --quick': [
    'infra/checks/src/run/stage.ts',
    "'lab/faults/build/index.js'), '--quick'",
  ],
  'npm run load': ['lab/load/src/test/command-line.test.ts', 'build/index.js'],
  'npm run audit': ['infra/audit/src/test/process.ts', 'build/index.js'],
  'npm run test:attacks': ['infra/checks/src/run/plan.ts', "'infra/e2e'"],
  'npm run test:postman': ['infra/e2e/src/postman.ts', 'infra/postman/run.mjs'],
};

/** Run nowhere, and why. */
const LEFT_OUT: Record<string, string> = {
  'npm run dev': 'runs until somebody stops it, for somebody who edits',
  'npm run format': 'rewrites files; the check of it is a stage of npm test',
  'npm run api:docs': 'rewrites files; tests compare what it would write with what is there',
  'npm start -- --fresh': "forgets the data of this machine's shop",
  'STRIPE_SECRET_KEY=sk_test_… STRIPE_PUBLISHABLE_KEY=pk_test_… npm start': 'needs an account at Stripe',
  'mkcert -install': 'changes what this machine trusts',
  'echo "127.0.0.1 ecommerce.local" | sudo tee -a /etc/hosts': "changes this machine's names",
  'skaffold dev': 'needs Skaffold and a cluster',
};

describe('the commands of README, CONTRIBUTING and docs/postman.md', () => {
  const documented = [...new Set(PAGES.flatMap((page) => commandsIn(read(page))))].sort();

  it('are each run here, run elsewhere, or left out for a reason; and no other is listed', () => {
    const listed = [RUN, RUN_ELSEWHERE, LEFT_OUT].flatMap((list) => Object.keys(list));
    expect(listed.sort()).toEqual(documented);
  });

  it.each(Object.entries(RUN))(
    '%s does what it should',
    async (command, { more = '', prints }) => {
      const shell = ['-c', `${command} ${more}`];
      const { stdout, stderr } = await promisify(execFile)('bash', shell, { cwd: root, maxBuffer: 1e8 });
      expect(stdout + stderr).toMatch(prints);
    },
    180_000,
  );

  // A copy may do without what only proves the shop: docs/copying.md.
  const elsewhere = Object.entries(RUN_ELSEWHERE).filter(
    ([, [file]]) => !file.startsWith('lab/') || existsSync(path.join(root, 'lab')),
  );

  it.each(elsewhere)('%s is run by npm test', (_command, [file, words]) => {
    expect(read(file)).toContain(words);
  });

  it('name scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = documented.flatMap((command) => /npm run ([\w:-]+)/.exec(command)?.[1] ?? []);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(scripts).toMatchObject({
      start: 'exec node infra/local/start.mjs',
      test: 'node infra/checks/run-all.mjs',
      'test:all': 'node infra/checks/run-all.mjs --all',
      check: 'node infra/checks/run-all.mjs --changed',
      dev: 'exec node infra/local/start.mjs --dev',
      'test:postman': 'tsc -b infra/events && node infra/postman/run.mjs',
    });
  });
});
