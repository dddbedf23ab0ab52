/**
 * `npm test`: every check and every test there is, from a fresh clone. Installs and builds what is missing first.
 * Ends with one line, `N passed, N failed`: tests of all runners, and one for each check.
 * `npm test -- --seed N` repeats the random choices of a run.
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { buildWhatChanged } from '../local/build-what-changed.mjs';
import { proxyEnvironment } from '../local/proxy-environment.mjs';
import { ensureBrowser } from './browser.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const artifacts = path.join(root, 'artifacts');
const results = path.join(artifacts, 'results');
const bin = (name) => path.join(root, 'node_modules', name);
const node = (...args) => [process.execPath, ...args];

/** A runner that counts its tests: what it prints, the option for its report, and what to repeat. */
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

const faults = (title, seed) =>
  counting(title, node(path.join(root, 'lab/faults/build/index.js'), '--quick', '--seed', seed), {
    stdout: 'pipe',
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
      '--config',
      '.dependency-cruiser.cjs',
      '.',
    ),
  },
  { title: 'dead code', command: node(bin('knip/bin/knip.js')) },
];

/** One after the other: they use all cores, and measure. */
const runners = (seed) => [
  jest('tests of the parts'),
  jest(
    'tests of the whole shop',
    '--runInBand',
    '--projects',
    'infra/e2e/jest.config.cjs',
    'lab/load/shop.jest.config.cjs',
  ),
  faults('faults', seed),
];

/** The models' second half of stories takes the next seed. */
const LARGEST_SEED = 2 ** 31 - 2;

let passed = 0;
let failed = 0;
/** Test files and experiments that passed at their second try only, with the log of their first. */
const retried = [];

try {
  const seed = readSeed();
  for (const folder of [results, path.join(artifacts, 'logs')])
    rmSync(folder, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  console.log(`seed ${seed}: repeat this run with npm test -- --seed ${seed}`);
  process.env.MODEL_SEED = seed;
  Object.assign(process.env, proxyEnvironment(process.env));
  await buildWhatChanged({ isDev: false });
  // jest sets its own mode, unless the shell has set one.
  delete process.env.NODE_ENV;
  process.env.CHROMIUM_PATH = ensureBrowser();
  await runSideBySide(CHECKS);
  for (const stage of runners(seed)) await run(stage);
} catch (error) {
  console.error(error.message);
  failed += 1;
}
for (const { name, log } of retried) {
  const words = `${name} passed at its second try only; the log of its first is ${path.relative(root, log)}`;
  console.log(process.env.GITHUB_ACTIONS ? `::warning title=Second try::${words}` : `\n${words}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Of everything that is random in this run; a second try repeats the first. */
function readSeed() {
  const { seed } = parseArgs({ options: { seed: { type: 'string' } } }).values;
  if (seed === undefined) return String(randomInt(1, LARGEST_SEED));
  if (/^\d+$/.test(seed) && Number(seed) <= LARGEST_SEED) return seed;
  throw new Error(`--seed must be a whole number up to ${LARGEST_SEED}, not "${seed}"`);
}

async function run(stage) {
  console.log(`\n== ${stage.title}`);
  const begin = performance.now();
  count(stage.title, await runCounting(stage), begin);
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

/** What a busy machine explains gets a second try, alone and with the same seed: docs/decisions/0017. */
async function runCounting(stage) {
  const first = await runOnce(stage, stage.command, stage.report);
  const { suitesToRetry } = await import('./build/second-try.js'); // compiled by now
  const suites = suitesToRetry(first.suites, root);
  if (suites.length === 0) return first;
  const names = suites.map(({ name }) => name);
  console.log(`== second try: ${names.map(shown).join(', ')}`);
  const again = stage.report.replace(/\.json$/, '-second-try.json');
  const second = await runOnce(stage, [...stage.command, ...stage.onlyThese(names)], again);
  const isFailed = (name) => second.suites.some((suite) => suite.name === name && suite.status === 'failed');
  for (const name of names)
    if (!isFailed(name)) retried.push({ name: shown(name), log: logOf(stage.report) });
  const passedThere = suites.reduce((sum, suite) => sum + passedIn(suite), 0);
  return { passed: first.passed - passedThere + second.passed, failed: second.failed };
}

function shown(name) {
  return path.isAbsolute(name) ? path.relative(root, name) : name;
}

function logOf(report) {
  return report.replace(/\.json$/, '.log');
}

function passedIn(suite) {
  return suite.assertionResults.filter(({ status }) => status === 'passed').length;
}

/** Shows what a runner prints and keeps it beside its report. */
async function runOnce({ options, stdout }, [program, ...args], report) {
  const child = spawn(program, [...args, ...options(report)], {
    cwd: root,
    stdio: ['ignore', stdout, 'pipe'],
  });
  const log = createWriteStream(logOf(report));
  for (const name of ['stdout', 'stderr']) {
    child[name]?.pipe(log, { end: false });
    child[name]?.pipe(process[name], { end: false });
  }
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  log.end();
  return countTests(report, code);
}

/** A suite that could not even start has no tests to count: it counts as one failure. */
function countTests(report, code) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const failures = numFailedTests + numRuntimeErrorTestSuites;
  return {
    passed: numPassedTests,
    failed: code === 0 ? failures : Math.max(failures, 1),
    suites: testResults,
  };
}
