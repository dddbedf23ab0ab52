/**
 * `npm test`: every check and every test there is, from a fresh clone. Installs and builds what is missing first.
 * Ends with one line, `N passed, N failed`: tests of all runners, and one for each check.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { buildWhatChanged } from '../local/build-what-changed.mjs';
import { ensureBrowser } from './browser.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const results = path.join(root, 'artifacts/results');
const bin = (name) => path.join(root, 'node_modules', name);
const node = (...args) => [process.execPath, ...args];

/** A runner that counts its tests: what it prints, how it is told where its report goes, and what to try again. */
const counting = (title, command, { stdout, options, onlyThese }) => ({
  title,
  command,
  report: path.join(results, `${title.replaceAll(' ', '-')}.json`),
  stdout,
  options,
  onlyThese,
});

const jest = (title, ...args) =>
  counting(title, node(bin('jest/bin/jest.js'), ...args), {
    // Standard output of jest is its JSON, which goes to the file; what people read is on standard error.
    stdout: 'ignore',
    options: (report) => ['--json', `--outputFile=${report}`, '--silent=false'],
    onlyThese: (files) => ['--runInBand', '--runTestsByPath', ...files],
  });

/** A second try repeats the first: the same seed. */
const seed = String(randomInt(1, 2 ** 31 - 1));

const faults = (title) =>
  counting(title, node(path.join(root, 'infra/e2e/build/faults/index.js'), '--quick', '--seed', seed), {
    stdout: 'inherit',
    options: (report) => ['--report', report],
    onlyThese: (experiments) => ['--only', experiments.join()],
  });

/** Each is one process on one core, so they run side by side. */
const CHECKS = [
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
];

/** One after the other: they use all cores, and measure. */
const RUNNERS = [
  jest('tests of the parts'),
  jest('tests of the whole shop', '--config', 'infra/e2e/jest.config.cjs', '--runInBand'),
  faults('faults'),
];

/** More than this is no accident of a busy machine. */
const MOST_SECOND_TRIES = 3;

let passed = 0;
let failed = 0;
/** Test files and experiments that passed at their second try only. */
const flaky = [];

try {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  await buildWhatChanged({ isDev: false });
  process.env.CHROMIUM_PATH = ensureBrowser();
  await runSideBySide(CHECKS);
  for (const stage of RUNNERS) run(stage);
} catch (error) {
  console.error(error.message);
  failed += 1;
}
if (flaky.length > 0) console.log(`\nPassed at the second try only, to be repaired: ${flaky.join(', ')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function run(stage) {
  console.log(`\n== ${stage.title}`);
  const begin = performance.now();
  count(stage.title, runCounting(stage), begin);
}

function count(title, counts, begin) {
  passed += counts.passed;
  failed += counts.failed;
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`== ${title}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
}

/** As many at a time as there are cores; each shows what it printed when it has ended. */
async function runSideBySide(checks) {
  const left = [...checks];
  const lane = async () => {
    for (let check = left.shift(); check; check = left.shift()) await runCheck(check);
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, lane));
}

async function runCheck({ title, command: [program, ...args] }) {
  const begin = performance.now();
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  console.log(`\n== ${title}`);
  process.stdout.write(out);
  process.stderr.write(err);
  count(title, code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }, begin);
}

/**
 * Test files and experiments in which something failed get a second try, alone. What passes then is counted as
 * passed and named at the end, because a test that depends on how busy the machine is wants to be repaired. An
 * experiment that saw a broken promise is none of these: docs/decisions/0017.
 */
function runCounting(stage) {
  const first = runOnce(stage, stage.command, stage.report);
  const names = first.failedSuites;
  if (names.length === 0 || names.length > MOST_SECOND_TRIES || first.isFinal) return first;
  console.log(`== second try: ${names.map(shown).join(', ')}`);
  const again = stage.report.replace(/\.json$/, '-second-try.json');
  const second = runOnce(stage, [...stage.command, ...stage.onlyThese(names)], again);
  for (const name of names) if (!second.failedSuites.includes(name)) flaky.push(shown(name));
  return { passed: first.passed - first.passedInFailedSuites + second.passed, failed: second.failed };
}

function shown(name) {
  return path.isAbsolute(name) ? path.relative(root, name) : name;
}

function runOnce({ options, stdout }, [program, ...args], report) {
  const { status } = spawnSync(program, [...args, ...options(report)], {
    cwd: root,
    stdio: ['ignore', stdout, 'inherit'],
  });
  return countTests(report, status);
}

/** A suite that could not even start has no tests to count: it counts as one failure. */
function countTests(report, status) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const failures = numFailedTests + numRuntimeErrorTestSuites;
  const failedOnes = testResults.filter((suite) => suite.status === 'failed');
  const passedIn = (suite) => suite.assertionResults.filter((test) => test.status === 'passed').length;
  return {
    passed: numPassedTests,
    failed: status === 0 ? failures : Math.max(failures, 1),
    failedSuites: failedOnes.map(({ name }) => name),
    isFinal: failedOnes.some(({ isFinal }) => isFinal),
    passedInFailedSuites: failedOnes.reduce((sum, suite) => sum + passedIn(suite), 0),
  };
}
