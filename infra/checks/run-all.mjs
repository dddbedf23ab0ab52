/**
 * `npm test`: every check and every test there is, from a fresh clone. Installs and builds what is missing first.
 * Ends with one line, `N passed, N failed`: tests of all runners, and one for each check.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildWhatChanged } from '../local/build-what-changed.mjs';
import { ensureBrowser } from './browser.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const results = path.join(root, 'artifacts/results');
const bin = (name) => path.join(root, 'node_modules', name);
const node = (...args) => [process.execPath, ...args];

const jest = (title, ...args) => ({
  title,
  command: node(bin('jest/bin/jest.js'), ...args),
  report: path.join(results, `${title.replaceAll(' ', '-')}.json`),
});

const STAGES = [
  {
    title: 'formatting',
    command: node(bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'),
  },
  { title: 'lint', command: node(bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0') },
  { title: 'types', command: node(bin('typescript/bin/tsc'), '-b') },
  { title: 'types of the client', command: node(bin('typescript/bin/tsc'), '--noEmit', '-p', 'client') },
  {
    title: 'architecture',
    command: node(
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      ...[
        '--config',
        '.dependency-cruiser.cjs',
        'common',
        'auth',
        'products',
        'cart',
        'orders',
        'payments',
        'client',
        'infra',
      ],
    ),
  },
  { title: 'dead code', command: node(bin('knip/bin/knip.js')) },
  jest('tests of the parts'),
  jest('tests of the whole shop', '--config', 'infra/e2e/jest.config.cjs', '--runInBand'),
];

let passed = 0;
let failed = 0;

try {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  await buildWhatChanged({ isDev: false });
  process.env.CHROMIUM_PATH = ensureBrowser();
  for (const stage of STAGES) run(stage);
} catch (error) {
  console.error(error.message);
  failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function run({ title, command: [program, ...args], report }) {
  console.log(`\n== ${title}`);
  const begin = performance.now();
  if (report) args.push('--json', `--outputFile=${report}`, '--silent=false');
  // Standard output of jest is its JSON, which goes to the file; what people read is on standard error.
  const stdio = ['ignore', report ? 'ignore' : 'inherit', 'inherit'];
  const { status } = spawnSync(program, args, { cwd: root, stdio });
  const counts = report
    ? countTests(report, status)
    : { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
  passed += counts.passed;
  failed += counts.failed;
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`== ${title}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
}

/** A suite that could not even start has no tests to count: it counts as one failure. */
function countTests(report, status) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const failures = numFailedTests + numRuntimeErrorTestSuites;
  return { passed: numPassedTests, failed: status === 0 ? failures : Math.max(failures, 1) };
}
