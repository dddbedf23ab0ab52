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

/** More than this is no accident of a busy machine. */
const MOST_SECOND_TRIES = 3;

let passed = 0;
let failed = 0;
/** Test files that passed at their second try only. */
const flaky = [];

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
if (flaky.length > 0) console.log(`\nPassed at the second try only, to be repaired: ${flaky.join(', ')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function run({ title, command, report }) {
  console.log(`\n== ${title}`);
  const begin = performance.now();
  const counts = report ? runJest(command, report) : runCheck(command);
  passed += counts.passed;
  failed += counts.failed;
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`== ${title}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
}

function runCheck([program, ...args]) {
  const { status } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Test files in which something failed get a second try, alone. What passes then is counted as passed and named
 * at the end, because a test that depends on how busy the machine is wants to be repaired: docs/decisions/0017.
 */
function runJest(command, report) {
  const first = jestOnce(command, report);
  const files = first.failedFiles;
  if (files.length === 0 || files.length > MOST_SECOND_TRIES) return first;
  console.log(`== second try: ${files.map((file) => path.relative(root, file)).join(', ')}`);
  const again = report.replace(/\.json$/, '-second-try.json');
  const second = jestOnce([...command, '--runInBand', '--runTestsByPath', ...files], again);
  for (const file of files) if (!second.failedFiles.includes(file)) flaky.push(path.relative(root, file));
  return { passed: first.passed - first.passedInFailedFiles + second.passed, failed: second.failed };
}

function jestOnce([program, ...args], report) {
  const options = ['--json', `--outputFile=${report}`, '--silent=false'];
  // Standard output of jest is its JSON, which goes to the file; what people read is on standard error.
  const { status } = spawnSync(program, [...args, ...options], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return countTests(report, status);
}

/** A suite that could not even start has no tests to count: it counts as one failure. */
function countTests(report, status) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const failures = numFailedTests + numRuntimeErrorTestSuites;
  const failedSuites = testResults.filter((suite) => suite.status === 'failed');
  const passedIn = (suite) => suite.assertionResults.filter((test) => test.status === 'passed').length;
  return {
    passed: numPassedTests,
    failed: status === 0 ? failures : Math.max(failures, 1),
    failedFiles: failedSuites.map(({ name }) => name),
    passedInFailedFiles: failedSuites.reduce((sum, suite) => sum + passedIn(suite), 0),
  };
}
